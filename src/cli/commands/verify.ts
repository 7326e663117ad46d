import type { Command } from 'commander';
import type { CliIo } from '../io';
export function registerVerify(program: Command, _io: CliIo): void { program.command('verify'); }
