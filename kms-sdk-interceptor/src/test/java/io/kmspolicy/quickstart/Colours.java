package io.kmspolicy.quickstart;

import io.kmspolicy.model.request.Decision;
import java.io.Console;
import java.util.Optional;

/** Colours for a terminal; none where the output goes elsewhere. */
final class Colours {

  private static final String RESET = "\u001b[0m";
  private static final String RED = "\u001b[31m";
  private static final String GREEN = "\u001b[32m";
  private static final String YELLOW = "\u001b[33m";
  private static final String BOLD = "\u001b[1m";
  private static final String DIM = "\u001b[2m";

  private final boolean on;

  Colours(boolean on) {
    this.on = on;
  }

  /** Colours if a person sees the output and has not asked for none. */
  static Colours ofTerminal() {
    String terminal = System.getenv("TERM");
    boolean capable = terminal != null && !terminal.equals("dumb");
    boolean seen = Optional.ofNullable(System.console()).map(Colours::isTerminal).orElse(false);
    return new Colours(seen && capable && System.getenv("NO_COLOR") == null);
  }

  /** Up to Java 21 there is a console only if it is a terminal; later ones can be asked. */
  private static boolean isTerminal(Console console) {
    try {
      return Console.class.getMethod("isTerminal").invoke(console).equals(true);
    } catch (NoSuchMethodException e) {
      return true;
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }

  String of(Decision decision, String text) {
    return switch (decision) {
      case ALLOWED -> in(GREEN, text);
      case INDETERMINATE -> in(YELLOW, text);
      case EXPLICIT_DENY, IMPLICIT_DENY, DENIED -> in(RED, text);
    };
  }

  String bold(String text) {
    return in(BOLD, text);
  }

  String dim(String text) {
    return in(DIM, text);
  }

  private String in(String colour, String text) {
    return on ? colour + text + RESET : text;
  }
}
