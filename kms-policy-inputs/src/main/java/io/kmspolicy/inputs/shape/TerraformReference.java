package io.kmspolicy.inputs.shape;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A reference to a resource in the configuration of a plan, such as {@code
 * aws_iam_role.app["a"].id}.
 *
 * @param resource the type and name
 * @param index the index, if it is a constant, in the form of {@link TerraformResource#index}; else
 *     empty
 * @param attribute what it takes of the resource; empty for all of it
 */
record TerraformReference(String resource, String index, String attribute) {

  /** The attributes that name a resource. */
  private static final Set<String> NAMES = Set.of("", "id", "arn", "name", "key_id");

  private static final char QUOTE = '"';
  private static final char ESCAPE = '\\';

  /** Whether the attribute names the resource. */
  boolean isName() {
    return NAMES.contains(attribute);
  }

  static TerraformReference parse(String text) {
    List<String> steps = steps(text);
    String name = steps.size() < 2 ? "" : steps.get(1);
    int bracket = name.indexOf('[');
    String plain = bracket < 0 ? name : name.substring(0, bracket);
    return new TerraformReference(
        steps.get(0) + "." + plain,
        bracket < 0 ? "" : index(name.substring(bracket + 1, name.length() - 1)),
        String.join(".", steps.subList(Math.min(2, steps.size()), steps.size())));
  }

  private static String index(String literal) {
    if (literal.length() < 2 || literal.charAt(0) != QUOTE) {
      return literal;
    }
    String inside = literal.substring(1, literal.length() - 1);
    return QUOTE + inside.replace("\\\"", "\"").replace("\\\\", "\\");
  }

  /** The name in a step without the index behind it. */
  static String withoutIndex(String step) {
    return step.replaceFirst("(?s)\\[.*", "");
  }

  /** The steps between dots; a dot in a quoted index separates nothing. */
  static List<String> steps(String text) {
    List<String> steps = new ArrayList<>();
    StringBuilder step = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == ESCAPE && quoted && i + 1 < text.length()) {
        step.append(c);
        i++;
        step.append(text.charAt(i));
        continue;
      }
      quoted ^= c == QUOTE;
      if (c == '.' && !quoted) {
        steps.add(step.toString());
        step.setLength(0);
      } else {
        step.append(c);
      }
    }
    steps.add(step.toString());
    return steps;
  }

  /**
   * The references without the shorter forms that Terraform prints after each of them, each once.
   */
  static List<String> longest(List<String> references) {
    List<String> longest = new ArrayList<>();
    String previous = "";
    for (String reference : references) {
      boolean shorter =
          previous.startsWith(reference + ".") || previous.startsWith(reference + "[");
      if (!shorter && !longest.contains(reference)) {
        longest.add(reference);
      }
      previous = reference;
    }
    return longest;
  }
}
