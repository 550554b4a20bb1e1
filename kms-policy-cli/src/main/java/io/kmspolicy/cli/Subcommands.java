package io.kmspolicy.cli;

import io.kmspolicy.cli.check.CheckCommand;
import io.kmspolicy.cli.collect.CollectCommand;
import io.kmspolicy.cli.evaluate.EvaluateCommand;
import io.kmspolicy.cli.input.ImportCommand;
import io.kmspolicy.cli.install.GenerateCompletionCommand;
import io.kmspolicy.cli.install.GenerateManPagesCommand;
import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.cli.lint.LintCommand;
import io.kmspolicy.cli.lockout.LockoutCommand;
import io.kmspolicy.cli.prove.ProveCommand;
import io.kmspolicy.cli.query.ConsoleCheckCommand;
import io.kmspolicy.cli.query.ManagedCommand;
import io.kmspolicy.cli.query.WhatCanCommand;
import io.kmspolicy.cli.query.WhoCanCommand;
import io.kmspolicy.cli.replay.ReplayCommand;
import io.kmspolicy.cli.report.ReportCommand;
import io.kmspolicy.cli.scenarios.TestCommand;
import io.kmspolicy.cli.simulate.SimulateCommand;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;

/**
 * The commands of the program. The model of a command is built by reflection, so a program that is
 * started with the name of a command has this command only.
 */
final class Subcommands {

  /** The names, in the order of the help. */
  static final List<String> NAMES =
      List.of(
          "collect",
          "check",
          "evaluate",
          "explain",
          "import",
          "lint",
          "lockout",
          "console-check",
          "managed",
          "prove",
          "replay",
          "report",
          "simulate",
          "test",
          "what-can",
          "who-can",
          "generate-completion",
          "generate-man-pages",
          "help");

  /** The commands that need all others. */
  private static final Set<String> ABOUT_ALL =
      Set.of("generate-completion", "generate-man-pages", "help");

  private Subcommands() {}

  /** Adds the commands that the arguments can name. */
  static void add(CommandLine program, CliContext context, String... args) {
    for (String name : needed(args)) {
      program.addSubcommand(name, create(name, context));
    }
  }

  private static List<String> needed(String... args) {
    if (args.length == 1 && args[0].equals("--version")) {
      return List.of();
    }
    boolean isNamed = args.length > 0 && NAMES.contains(args[0]) && !ABOUT_ALL.contains(args[0]);
    return isNamed ? List.of(args[0]) : NAMES;
  }

  private static Object create(String name, CliContext context) {
    return switch (name) {
      case "collect" -> new CollectCommand(context);
      case "check" -> new CheckCommand(context);
      case "evaluate" -> new EvaluateCommand(context);
      case "explain" -> new ExplainCommand(context);
      case "import" -> new ImportCommand(context);
      case "lint" -> new LintCommand(context);
      case "lockout" -> new LockoutCommand(context);
      case "console-check" -> new ConsoleCheckCommand(context);
      case "managed" -> new ManagedCommand();
      case "prove" -> ProveCommand.withQuestions(context);
      case "replay" -> new ReplayCommand(context);
      case "report" -> new ReportCommand(context);
      case "simulate" -> new SimulateCommand(context);
      case "test" -> new TestCommand(context);
      case "what-can" -> new WhatCanCommand(context);
      case "who-can" -> new WhoCanCommand(context);
      case "generate-completion" -> new GenerateCompletionCommand(context);
      case "generate-man-pages" -> new GenerateManPagesCommand(context);
      case "help" -> new CommandLine.HelpCommand();
      default -> throw new IllegalArgumentException(name);
    };
  }
}
