/** Of each twenty rules one goes, one is opened further and one is narrowed; fifty are new. */
export function changed(before) {
  const kept = before.flatMap((rule, at) => {
    if (at % 20 === 3) return [];
    if (at % 20 === 8) return [{ ...rule, toPort: rule.toPort + 100 }];
    if (at % 20 === 13 && rule.peer.kind === 'cidr') {
      return [{ ...rule, peer: { kind: 'cidr', value: '10.7.0.0/16' } }];
    }
    return [rule];
  });
  const added = before.slice(0, 50).map((rule) => ({
    ...rule,
    key: `${rule.key}-new`,
    fromPort: 2049,
    toPort: 2049,
  }));
  return [...kept, ...added];
}

/** A rule set of these rules and nothing else. */
export const ruleSetOf = (list) => ({
  rules: list,
  groups: [],
  bindings: [],
  prefixLists: [],
  problems: [],
});
