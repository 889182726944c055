import { existsSync } from 'node:fs';
import path from 'node:path';
import { homeOf } from './home.js';

/**
 * What a person has installed for programs to run with. By its variable, and the folder in the home where it is without
 * one; without a folder, only the variable says where. It shows, read-only; a command gets the variable in both modes
 * of the sandbox, since with `off` its HOME is another one.
 */
const TOOLCHAINS: Record<string, string | undefined> = {
  // Version managers: what they put on PATH asks these for the program itself.
  RUSTUP_HOME: '.rustup',
  VOLTA_HOME: '.volta',
  ASDF_DATA_DIR: '.asdf',
  MISE_DATA_DIR: '.local/share/mise',
  PYENV_ROOT: '.pyenv',
  RBENV_ROOT: '.rbenv',
  NODENV_ROOT: '.nodenv',
  GOENV_ROOT: '.goenv',
  JENV_ROOT: '.jenv',
  NVM_DIR: '.nvm',
  N_PREFIX: undefined,
  FNM_DIR: '.local/share/fnm',
  SDKMAN_DIR: '.sdkman',
  OPAMROOT: '.opam',
  PROTO_HOME: '.proto',
  UV_PYTHON_INSTALL_DIR: '.local/share/uv/python',
  // Kits that build tools are told of, not found by PATH.
  JAVA_HOME: undefined,
  MAVEN_HOME: undefined,
  GRADLE_HOME: undefined,
  ANT_HOME: undefined,
  KOTLIN_HOME: undefined,
  SCALA_HOME: undefined,
  GOROOT: undefined,
  DOTNET_ROOT: '.dotnet',
  ANDROID_HOME: 'Android/Sdk',
  ANDROID_SDK_ROOT: undefined,
  ANDROID_NDK_HOME: undefined,
};

/** Those that are here. */
export const toolchainVariables = () => existing(TOOLCHAINS);

export function existing(places: Record<string, string | undefined>): Record<string, string> {
  const home = homeOf();
  const found = Object.entries(places).map(([name, folder]) => {
    const usual = home && folder ? path.join(home, folder) : undefined;
    return [name, process.env[name] || usual] as const;
  });
  return Object.fromEntries(
    found.filter((entry): entry is [string, string] => {
      const [, place] = entry;
      return place !== undefined && path.isAbsolute(place) && existsSync(place);
    }),
  );
}
