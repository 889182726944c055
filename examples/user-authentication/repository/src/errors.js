/** A failure that the caller of the API may see. */
export class AppError extends Error {
  /**
   * @param {number} status
   * @param {string} code
   * @param {string} message
   */
  constructor(status, code, message) {
    super(message);
    this.name = 'AppError';
    this.status = status;
    this.code = code;
  }
}

/** @param {string} message */
export const badRequest = (message) => new AppError(400, 'bad_request', message);

/** @param {string} message */
export const notFound = (message) => new AppError(404, 'not_found', message);

/** @param {string} message */
export const conflict = (message) => new AppError(409, 'conflict', message);
