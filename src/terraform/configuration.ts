export { emptyConfiguration, hasConfiguration } from './configuration/empty.ts';
export { loadConfiguration } from './configuration/load.ts';
export type {
  Configuration,
  ConfigurationOptions,
  ModuleCall,
  OutputValue,
  Repetition,
  ResourceInstance,
  VariableAssignment,
} from './configuration/types.ts';
