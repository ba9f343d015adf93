import stringWidth from 'string-width';

/** The first column to the left, the others to the right. */
export function alignColumns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => stringWidth(row[column] ?? ''))),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const blanks = ' '.repeat((widths[column] ?? 0) - stringWidth(cell));
        return column === 0 ? cell + blanks : blanks + cell;
      })
      .join('  '),
  );
}
