export interface Hold {
  /** Resolves when the request for the turn has arrived. */
  reached: Promise<void>;
  release: () => void;
}

export type Holds = ReturnType<typeof createHolds>;

/** Turns whose replies are held back, so that a test can act while a call is on its way. */
export function createHolds() {
  const gates = new Map<string, { arrived: () => void; opened: Promise<void>; open: () => void }>();
  const place = (key: string, turn: number) => `${key} ${turn}`;

  return {
    hold: (key: string, turn: number): Hold => {
      const reached = deferred();
      const opened = deferred();
      gates.set(place(key, turn), { arrived: reached.resolve, opened: opened.promise, open: opened.resolve });
      return { reached: reached.promise, release: opened.resolve };
    },
    pass: async (key: string, turn: number): Promise<void> => {
      const gate = gates.get(place(key, turn));
      gate?.arrived();
      await gate?.opened;
    },
    releaseAll: (): void => {
      for (const gate of gates.values()) gate.open();
    },
  };
}

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
