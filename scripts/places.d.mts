export declare const root: string;
export declare function cacheFolder(): string;
