package texts;

public final class Words {}
