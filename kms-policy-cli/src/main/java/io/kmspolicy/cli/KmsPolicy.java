package io.kmspolicy.cli;

import io.kmspolicy.cli.ask.ConsoleCheckCommand;
import io.kmspolicy.cli.ask.ManagedCommand;
import io.kmspolicy.cli.ask.WhatCanCommand;
import io.kmspolicy.cli.ask.WhoCanCommand;
import io.kmspolicy.cli.lint.LintCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command {@code kms-policy}. */
@Command(
    name = "kms-policy",
    description = "Explains and judges policies for AWS KMS, offline.",
    subcommands = {
      LintCommand.class,
      ConsoleCheckCommand.class,
      ManagedCommand.class,
      WhatCanCommand.class,
      WhoCanCommand.class,
      CommandLine.HelpCommand.class
    })
public final class KmsPolicy {

  private KmsPolicy() {}

  /**
   * Runs a subcommand and exits with its code.
   *
   * @param args the name of the subcommand, and its arguments
   */
  public static void main(String[] args) {
    System.exit(new CommandLine(new KmsPolicy()).execute(args));
  }
}
