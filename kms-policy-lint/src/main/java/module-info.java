/** Finds mistakes in KMS key policies, IAM policies and grants. */
module io.kmspolicy.lint {
  requires transitive io.kmspolicy.engine;
  requires static transitive org.jspecify;

  exports io.kmspolicy.lint;
  exports io.kmspolicy.lint.document;
  exports io.kmspolicy.lint.file to
      io.kmspolicy.inputs;
  exports io.kmspolicy.lint.fix;
  exports io.kmspolicy.lint.lockout;
  exports io.kmspolicy.lint.report to
      io.kmspolicy.inputs;
  exports io.kmspolicy.lint.rule;
}
