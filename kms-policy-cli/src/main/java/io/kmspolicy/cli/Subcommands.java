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
import io.kmspolicy.cli.query.ServiceCheckCommand;
import io.kmspolicy.cli.query.WhatCanCommand;
import io.kmspolicy.cli.query.WhoCanCommand;
import io.kmspolicy.cli.replay.ReplayCommand;
import io.kmspolicy.cli.report.ReportCommand;
import io.kmspolicy.cli.scenarios.TestCommand;
import io.kmspolicy.cli.simulate.SimulateCommand;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine;

/**
 * The commands of the program. The model of a command is built by reflection, so a program that is
 * started with the name of a command has this command only.
 */
final class Subcommands {

  /** The commands by name, in the order of the help. */
  private static final Map<String, Subcommand> COMMANDS = commands();

  /**
   * A command.
   *
   * @param isAboutAll whether it needs all others
   */
  private record Subcommand(Function<CliContext, Object> make, boolean isAboutAll) {}

  private Subcommands() {}

  /** Adds the commands that the arguments can name. */
  static void add(CommandLine program, CliContext context, String... args) {
    needed(args)
        .forEach((name, command) -> program.addSubcommand(name, command.make().apply(context)));
  }

  /** The names, in the order of the help. */
  static List<String> names() {
    return List.copyOf(COMMANDS.keySet());
  }

  private static Map<String, Subcommand> needed(String... args) {
    if (args.length == 1 && args[0].equals("--version")) {
      return Map.of();
    }
    Subcommand named = args.length == 0 ? null : COMMANDS.get(args[0]);
    return named == null || named.isAboutAll() ? COMMANDS : Map.of(args[0], named);
  }

  private static Map<String, Subcommand> commands() {
    Map<String, Subcommand> commands = new LinkedHashMap<>();
    add(commands, "collect", CollectCommand::new);
    add(commands, "check", CheckCommand::new);
    add(commands, "evaluate", EvaluateCommand::new);
    add(commands, "explain", ExplainCommand::new);
    add(commands, "import", ImportCommand::new);
    add(commands, "lint", LintCommand::new);
    add(commands, "lockout", LockoutCommand::new);
    add(commands, "console-check", ConsoleCheckCommand::new);
    add(commands, "managed", context -> new ManagedCommand());
    add(commands, "prove", ProveCommand::withQuestions);
    add(commands, "replay", ReplayCommand::new);
    add(commands, "report", ReportCommand::new);
    add(commands, "service-check", ServiceCheckCommand::new);
    add(commands, "simulate", SimulateCommand::new);
    add(commands, "test", TestCommand::new);
    add(commands, "what-can", WhatCanCommand::new);
    add(commands, "who-can", WhoCanCommand::new);
    addAboutAll(commands, "generate-completion", GenerateCompletionCommand::new);
    addAboutAll(commands, "generate-man-pages", GenerateManPagesCommand::new);
    addAboutAll(commands, "help", context -> new HelpCommand());
    return commands;
  }

  private static void add(
      Map<String, Subcommand> commands, String name, Function<CliContext, Object> make) {
    commands.put(name, new Subcommand(make, false));
  }

  private static void addAboutAll(
      Map<String, Subcommand> commands, String name, Function<CliContext, Object> make) {
    commands.put(name, new Subcommand(make, true));
  }
}
