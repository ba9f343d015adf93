/** HCL's types, after https://github.com/zclconf/go-cty/blob/main/docs/types.md. `dynamic` is `any`, or not known. */
export type Type =
  | { readonly kind: 'dynamic' | 'bool' | 'number' | 'string' }
  | { readonly kind: 'list' | 'set' | 'map'; readonly element: Type }
  | { readonly kind: 'tuple'; readonly elements: readonly Type[] }
  | {
      readonly kind: 'object';
      readonly attributes: ReadonlyMap<string, Type>;
      /** In a constraint: attributes that may be left out. No value's own type has any. */
      readonly optional?: ReadonlySet<string>;
    };

export const DYNAMIC: Type = { kind: 'dynamic' };
export const BOOL: Type = { kind: 'bool' };
export const NUMBER: Type = { kind: 'number' };
export const STRING: Type = { kind: 'string' };
