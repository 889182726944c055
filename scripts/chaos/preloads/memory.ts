/** Loaded into a worker before all else: SIGUSR2 has it take memory until V8 gives up. */
process.on('SIGUSR2', () => {
  for (const taken: number[][] = []; ;) {
    // Few and large, as many small ones are looked through again and again before that.
    const more: number[] = [];
    more.length = 4_000_000;
    taken.push(more.fill(0));
  }
});
