package io.kmspolicy.cli;

import io.kmspolicy.model.text.Quoting;
import io.kmspolicy.model.text.Suggestions;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.MaxValuesExceededException;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The message for arguments that a command does not take: which argument, what is wrong with it,
 * and what was probably meant or would be right.
 */
final class WrongArguments {

  private final ParameterException wrong;
  private final CommandLine line;
  private final List<String> given;

  private WrongArguments(ParameterException wrong, List<String> given) {
    this.wrong = wrong;
    this.line = wrong.getCommandLine();
    this.given = given;
  }

  /**
   * The message for a mistake.
   *
   * @param args the whole command line
   */
  static String message(ParameterException wrong, String... args) {
    return new WrongArguments(wrong, List.of(args)).message();
  }

  private String message() {
    if (wrong instanceof UnmatchedArgumentException unmatched) {
      return unmatched.getUnmatched().stream()
          .findFirst()
          .map(this::unmatched)
          .or(this::unknownOption)
          .orElse(String.valueOf(wrong.getMessage()));
    }
    if (wrong instanceof MissingParameterException missing) {
      return missing(missing.getMissing());
    }
    if (wrong instanceof OverwrittenOptionException twice) {
      return twice(name(twice.getOverwritten()));
    }
    if (wrong instanceof MaxValuesExceededException) { // An option of a group.
      return twice();
    }
    ArgSpec argument = wrong.getArgSpec();
    return argument == null
        ? String.valueOf(wrong.getMessage()) // By the command itself.
        : name(argument)
            + ": "
            + value(argument, Quoting.quoteShort(String.valueOf(wrong.getValue())));
  }

  /** A command, an option or an argument that there is not. */
  private String unmatched(String argument) {
    if (argument.startsWith("-")) {
      return noOption(argument);
    }
    Set<String> commands = line.getSubcommands().keySet();
    if (commands.isEmpty()) {
      return Quoting.quoteShort(argument) + " is one argument too many";
    }
    return line.getCommandSpec().optionsMap().containsKey("--" + argument)
        ? noCommand(argument) + "; did you mean " + Quoting.quote("--" + argument) + "?"
        : noCommand(argument) + meant(argument, commands);
  }

  private static String noCommand(String name) {
    return "there is no command " + Quoting.quoteShort(name);
  }

  /** The message for a command that there is not, with the one that was probably meant. */
  static String noCommand(String name, Collection<String> commands) {
    return noCommand(name) + meant(name, commands);
  }

  private String noOption(String argument) {
    String name = name(argument);
    return "there is no option " + Quoting.quoteShort(name) + meant(name, shownOptions());
  }

  /** An argument without the value that is written with it, as in {@code --key=VALUE}. */
  private static String name(String argument) {
    int equals = argument.indexOf('=');
    return argument.startsWith("--") && equals > 0 ? argument.substring(0, equals) : argument;
  }

  private static String meant(String given, Collection<String> known) {
    return Suggestions.nearest(given, known)
        .map(nearest -> "; did you mean " + Quoting.quote(nearest) + "?")
        .orElse("");
  }

  private Set<String> shownOptions() {
    CommandSpec command = line.getCommandSpec();
    return Stream.of(command.optionsMap(), command.negatedOptionsMap())
        .flatMap(options -> options.entrySet().stream())
        .filter(option -> !option.getValue().hidden())
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  /** What is missing: arguments, or the value of an option that is there. */
  private String missing(List<ArgSpec> arguments) {
    // Whoever misspells the name of a required option does not miss the option.
    return unknownOption()
        .or(() -> arguments.stream().filter(this::isGiven).findFirst().map(this::withoutValue))
        .orElseGet(
            () ->
                arguments.stream().map(WrongArguments::form).collect(Collectors.joining(" and "))
                    + (arguments.size() > 1
                        ? " are missing"
                        : arguments.get(0).arity().min() > 1 ? " is incomplete" : " is missing"));
  }

  private String withoutValue(ArgSpec option) {
    int count = option.arity().min();
    return name(option)
        + (count > 1
            ? ": it takes " + count + " values, each " + option.paramLabel()
            : ": its value, " + option.paramLabel() + ", is missing");
  }

  /** The message for the first option that there is not; empty if there are all. */
  private Optional<String> unknownOption() {
    return given.stream()
        .filter(argument -> argument.startsWith("--") && argument.length() > 2)
        .filter(argument -> !line.getCommandSpec().optionsMap().containsKey(name(argument)))
        .findFirst()
        .map(this::noOption);
  }

  private boolean isGiven(ArgSpec argument) {
    return argument instanceof OptionSpec option
        && given.stream().map(WrongArguments::name).anyMatch(List.of(option.names())::contains);
  }

  /** An argument as one writes it. */
  private static String form(ArgSpec argument) {
    return argument instanceof OptionSpec
        ? Quoting.quote(name(argument) + " " + argument.paramLabel())
        : Quoting.quote(argument.paramLabel());
  }

  private static String name(ArgSpec argument) {
    return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
  }

  /** The option that is given twice. */
  private String twice() {
    Set<String> seen = new HashSet<>();
    for (String argument : given) {
      OptionSpec option = line.getCommandSpec().optionsMap().get(name(argument));
      if (option != null && !option.isMultiValue() && !seen.add(name(option))) {
        return twice(name(option));
      }
    }
    return String.valueOf(wrong.getMessage());
  }

  private static String twice(String option) {
    return "option " + Quoting.quote(option) + " may be given only once";
  }

  /** What a value should be, by the type of the argument. */
  private static String value(ArgSpec argument, String value) {
    if (argument.arity().max() == 0) {
      return "it takes no value, and " + value + " is given";
    }
    Class<?> type = argument.type();
    if (type.isEnum()) {
      return value
          + " must be one of "
          + Arrays.stream(type.getEnumConstants())
              .map(String::valueOf)
              .collect(Collectors.joining(", "));
    }
    return value + " must be " + (type.isPrimitive() ? "a number" : argument.paramLabel());
  }
}
