package io.kmspolicy.cli.lint;

import io.kmspolicy.inputs.InputException;
import io.kmspolicy.inputs.PolicyInputs;
import io.kmspolicy.model.json.JsonTree;
import io.kmspolicy.model.policy.SourceLocation;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file that the command line names and that has none of the forms that are read.
 *
 * @param place where the reason applies
 * @param reason what the file is
 */
public record OtherFile(SourceLocation place, String reason) {

  private static final int SHOWN = 3;
  private static final Pattern PLACED =
      Pattern.compile(".*:([0-9]{1,9}):([0-9]{1,9}): (not YAML: .*)", Pattern.DOTALL);

  /**
   * What a file is; empty if it is a policy, a list of grants or of another form that is read, if
   * one with a mistake.
   *
   * @param source the file or other name of the text
   */
  public static Optional<OtherFile> of(String source, String text) {
    Optional<String> refusal = PolicyInputs.refusal(source, text);
    if (refusal.isPresent()) {
      return Optional.of(at(source, 1, 1, refusal.get()));
    }
    if (PolicyInputs.isLargeOther(text)) {
      return Optional.of(is(source, "a large file of another kind"));
    }
    if (text.isBlank()) {
      return Optional.of(at(source, 1, 1, "the file is empty"));
    }
    boolean isJson = text.stripLeading().startsWith("{") || text.stripLeading().startsWith("[");
    if (OtherFiles.mayBePolicy(source, text)) {
      return Optional.empty();
    }
    if (isJson) {
      return OtherFiles.tree(text).map(tree -> is(source, words(tree)));
    }
    if (text.indexOf('\0') >= 0) {
      return Optional.of(is(source, "a binary file"));
    }
    return Optional.of(isYaml(source) ? yaml(source, text) : is(source, "text of another kind"));
  }

  private static OtherFile yaml(String source, String text) {
    try {
      PolicyInputs.create().read(source, text);
      return is(source, "YAML without `Resources` that have a `Type`");
    } catch (InputException malformed) {
      Matcher placed = PLACED.matcher(String.valueOf(malformed.getMessage()));
      return placed.matches()
          ? at(
              source,
              Integer.parseInt(placed.group(1)),
              Integer.parseInt(placed.group(2)),
              placed.group(3))
          : is(source, "YAML of another kind");
    }
  }

  static boolean isYaml(String name) {
    return name.endsWith(".yaml") || name.endsWith(".yml") || name.endsWith(".template");
  }

  private static String words(JsonTree tree) {
    if (!(tree instanceof JsonTree.Members object)) {
      return "a JSON array of other values";
    }
    if (object.members().containsKey("Records")) {
      return "a CloudTrail file, which `kms-policy replay` reads";
    }
    List<String> names = object.members().keySet().stream().limit(SHOWN).toList();
    int more = object.members().size() - names.size();
    return names.isEmpty()
        ? "a JSON object without members"
        : "a JSON object with `"
            + String.join("`, `", names)
            + "`"
            + (more > 0 ? " and " + more + " more" : "");
  }

  private static OtherFile is(String source, String what) {
    return at(source, 1, 1, "the file is no policy, template or plan: it is " + what);
  }

  private static OtherFile at(String source, int line, int column, String reason) {
    return new OtherFile(SourceLocation.at(source, "", line, column), reason);
  }
}
