export declare function identify(pid: number): string | undefined;
export declare function isAlive(identity: string): boolean;
export declare function withLock<T>(
  file: string,
  work: () => T | Promise<T>,
  onWait?: (holder: number) => void,
): Promise<T>;
