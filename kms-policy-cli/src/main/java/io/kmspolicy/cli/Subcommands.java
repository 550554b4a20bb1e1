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
import java.util.Set;
import java.util.function.Function;
import picocli.CommandLine;

/**
 * The commands of the program. The model of a command is built by reflection, so a program that is
 * started with the name of a command has this command only.
 */
final class Subcommands {

  /** The commands by name, in the order of the help. */
  private static final Map<String, Function<CliContext, Object>> COMMANDS = commands();

  /** The commands that need all others. */
  private static final Set<String> ABOUT_ALL =
      Set.of("generate-completion", "generate-man-pages", "help");

  private Subcommands() {}

  /** Adds the commands that the arguments can name. */
  static void add(CommandLine program, CliContext context, String... args) {
    needed(args).forEach((name, command) -> program.addSubcommand(name, command.apply(context)));
  }

  /** The names, in the order of the help. */
  static List<String> names() {
    return List.copyOf(COMMANDS.keySet());
  }

  private static Map<String, Function<CliContext, Object>> needed(String... args) {
    if (args.length == 1 && args[0].equals("--version")) {
      return Map.of();
    }
    Function<CliContext, Object> named =
        args.length == 0 || ABOUT_ALL.contains(args[0]) ? null : COMMANDS.get(args[0]);
    return named == null ? COMMANDS : Map.of(args[0], named);
  }

  private static Map<String, Function<CliContext, Object>> commands() {
    Map<String, Function<CliContext, Object>> commands = new LinkedHashMap<>();
    commands.put("collect", CollectCommand::new);
    commands.put("check", CheckCommand::new);
    commands.put("evaluate", EvaluateCommand::new);
    commands.put("explain", ExplainCommand::new);
    commands.put("import", ImportCommand::new);
    commands.put("lint", LintCommand::new);
    commands.put("lockout", LockoutCommand::new);
    commands.put("console-check", ConsoleCheckCommand::new);
    commands.put("managed", context -> new ManagedCommand());
    commands.put("prove", ProveCommand::withQuestions);
    commands.put("replay", ReplayCommand::new);
    commands.put("report", ReportCommand::new);
    commands.put("service-check", ServiceCheckCommand::new);
    commands.put("simulate", SimulateCommand::new);
    commands.put("test", TestCommand::new);
    commands.put("what-can", WhatCanCommand::new);
    commands.put("who-can", WhoCanCommand::new);
    commands.put("generate-completion", GenerateCompletionCommand::new);
    commands.put("generate-man-pages", GenerateManPagesCommand::new);
    commands.put("help", context -> new CommandLine.HelpCommand());
    return commands;
  }
}
