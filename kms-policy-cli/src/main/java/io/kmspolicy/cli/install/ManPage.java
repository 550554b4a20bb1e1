package io.kmspolicy.cli.install;

import io.kmspolicy.cli.io.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The manual page of a command, in the macros of man(7). */
final class ManPage {

  private final CommandLine command;
  private final CommandSpec spec;
  private final UsageMessageSpec usage;
  private final StringBuilder page = new StringBuilder();

  ManPage(CommandLine command) {
    this.command = command;
    this.spec = command.getCommandSpec();
    this.usage = spec.usageMessage();
  }

  /** The name of the page, such as {@code kms-policy-lint}. */
  String name() {
    return spec.qualifiedName("-");
  }

  /** The page. */
  String text() {
    page.setLength(0);
    macro("TH", name().toUpperCase(Locale.ROOT), "1", "", Version.number(), "kms-policy");
    section("NAME");
    line(name() + " - " + firstSentence());
    section("SYNOPSIS");
    for (String synopsis : synopsis()) {
      line(synopsis);
      page.append(".br\n");
    }
    section("DESCRIPTION");
    for (String sentence : usage.description()) {
      line(sentence.formatted());
    }
    arguments();
    subcommands();
    status();
    section("SEE ALSO");
    line(
        spec.parent() == null
            ? "The documentation in the directory docs of the project"
            : spec.parent().qualifiedName("-") + "(1)");
    return page.toString();
  }

  private String firstSentence() {
    String[] lines = usage.header().length > 0 ? usage.header() : usage.description();
    String first = lines.length > 0 ? lines[0].formatted() : "";
    return first.endsWith(".") ? first.substring(0, first.length() - 1) : first;
  }

  private List<String> synopsis() {
    String[] custom = usage.customSynopsis();
    if (custom.length > 0) {
      return List.of(custom);
    }
    Help help = command.getHelp();
    String text = help.synopsis(0).replaceAll("\\s+", " ").strip();
    return List.of(text.isEmpty() ? spec.qualifiedName() : text);
  }

  private void arguments() {
    List<ArgSpec> arguments = new ArrayList<>();
    for (PositionalParamSpec parameter : spec.positionalParameters()) {
      arguments.add(parameter);
    }
    arguments.addAll(spec.options());
    section("OPTIONS");
    for (ArgSpec argument : arguments) {
      if (!argument.hidden()) {
        page.append(".TP\n");
        line("\u0001" + title(argument) + "\u0002");
        for (String sentence : argument.description()) {
          line(sentence.formatted());
        }
      }
    }
  }

  private static String title(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option)) {
      return argument.paramLabel();
    }
    String names = String.join(", ", option.names());
    return option.arity().max() == 0 ? names : names + " " + option.paramLabel();
  }

  private void subcommands() {
    if (command.getSubcommands().isEmpty()) {
      return;
    }
    section("COMMANDS");
    for (Map.Entry<String, CommandLine> sub : command.getSubcommands().entrySet()) {
      page.append(".TP\n");
      line("\u0001" + sub.getKey() + "\u0002");
      line(new ManPage(sub.getValue()).firstSentence());
    }
  }

  private void status() {
    if (!usage.exitCodeList().isEmpty()) {
      section("EXIT STATUS");
      usage
          .exitCodeList()
          .forEach(
              (status, meaning) -> {
                page.append(".TP\n");
                line(status);
                line(meaning);
              });
    }
    for (String line : usage.footer()) {
      if (!line.isBlank()) {
        page.append(".PP\n");
        line(line);
      }
    }
  }

  private void section(String title) {
    macro("SH", title);
  }

  private void macro(String name, String... arguments) {
    page.append('.').append(name);
    for (String argument : arguments) {
      page.append(" \"").append(argument.replace("\"", "")).append('"');
    }
    page.append('\n');
  }

  /** The text in ASCII, with other characters as groff names them. */
  private static String ascii(String text) {
    StringBuilder ascii = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              if (c < 0x80) {
                ascii.append((char) c);
              } else {
                ascii.append(String.format(Locale.ROOT, "\u0003[u%04X]", c));
              }
            });
    return ascii.toString();
  }

  /** A line of text; a leading dot or quote would be a request, and a backslash an escape. */
  private void line(String text) {
    String escaped =
        ascii(text)
            .replace("\\", "\\e")
            .replace("-", "\\-")
            .replace("\u0001", "\\fB")
            .replace("\u0002", "\\fR")
            .replace("\u0003", "\\")
            .replace('\n', ' ');
    page.append(escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" : "")
        .append(escaped)
        .append('\n');
  }
}
