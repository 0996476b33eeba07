import fc from 'fast-check';

/** Any characters but NUL, which PostgreSQL does not store. For tests only. */
export const hostileText = fc
  .oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      '"quoted" \\ back\\slash',
      'two\nlines\r\n\ttab \b\f',
      '\u0001\u001f\u007f\u0080\u2028\u2029\uFEFF',
      '=cmd|calc',
      '🦊 👩‍💻 \u{10FFFF}',
      'שרת \u202Eevil',
      'É é ｱ ﷺ',
      '',
    ),
  )
  .map((text) => text.replaceAll('\0', ''));
