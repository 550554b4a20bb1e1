package io.kmspolicy.cli.io;

import io.kmspolicy.lint.sarif.SarifLog;

/** The command as the tool of a log in SARIF. */
public final class SarifTool {

  private SarifTool() {}

  /** A run with the names of files relative to the folder of the context. */
  public static SarifLog.Tool of(CliContext context) {
    return new SarifLog.Tool(Version.number(), context.resolve(""));
  }
}
