package io.kmspolicy.inputs.tree;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Unquoted scalars of YAML that are no text in every version or schema of YAML. CloudFormation
 * reads YAML 1.1, in which {@code no} is a boolean and {@code 010} is eight.
 *
 * @see <a href="https://yaml.org/type/bool.html">YAML 1.1: bool</a>
 * @see <a href="https://yaml.org/type/int.html">YAML 1.1: int</a>
 */
final class PlainScalars {

  private static final Set<String> WORDS = Set.of("y", "n", "yes", "no", "on", "off");

  /** Binary, octal, hexadecimal and sexagesimal numbers, and those with signs or underscores. */
  private static final Pattern NUMBER =
      Pattern.compile(
          "[-+]?(0b[01_]+|0o[0-7]+|0x[0-9a-fA-F_]+|[0-9][0-9_]*(:[0-5]?[0-9])+(\\.[0-9_]*)?"
              + "|0[0-7_]+|[1-9][0-9_]*|0|([0-9][0-9_]*)?\\.[0-9_]+([eE][-+]?[0-9]+)?"
              + "|[0-9][0-9_]*\\.([eE][-+]?[0-9]+)?|\\.(inf|Inf|INF)|\\.(nan|NaN|NAN))");

  private PlainScalars() {}

  /**
   * The boolean or null that YAML 1.1 and the core schema of YAML 1.2 both read; empty for all
   * else.
   */
  static Optional<String> literal(String scalar) {
    return switch (scalar) {
      case "True", "TRUE" -> Optional.of("true");
      case "False", "FALSE" -> Optional.of("false");
      case "~", "Null", "NULL" -> Optional.of("null");
      default -> Optional.empty();
    };
  }

  /** Whether YAML 1.1 may read a text as a boolean or a number. */
  static boolean isDisputed(String scalar) {
    return WORDS.contains(scalar.toLowerCase(Locale.ROOT)) || NUMBER.matcher(scalar).matches();
  }
}
