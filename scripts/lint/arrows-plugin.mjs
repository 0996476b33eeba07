import { dirname, relative, resolve, sep } from 'node:path';
import { judgeArrow, judgeLibrary } from './arrows.mjs';

// Makes the table of arrows a lint rule, so that editors show a wrong import where it is written.
const arrows = {
  create(context) {
    const inRoot = (path) => relative(context.cwd, path).split(sep).join('/');
    const file = inRoot(context.filename);

    const check = (node) => {
      if (typeof node.source?.value !== 'string') return;
      const specifier = node.source.value;
      const typeOnly = (node.importKind ?? node.exportKind) === 'type';
      const target = locate(specifier, (path) => inRoot(resolve(dirname(context.filename), path)));
      const reason = target
        ? judgeArrow({ file, target, typeOnly })
        : judgeLibrary({ file, library: specifier, typeOnly });
      if (reason) context.report({ node: node.source, message: `${reason}.` });
    };
    return {
      ImportDeclaration: check,
      ImportExpression: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
    };
  },
};

/** Path of an imported file of ours, from the root; null for a library. */
function locate(specifier, resolveRelative) {
  if (specifier.startsWith('@/')) return specifier.slice(2);
  return specifier.startsWith('.') ? resolveRelative(specifier) : null;
}

export default { meta: { name: 'house' }, rules: { arrows } };
