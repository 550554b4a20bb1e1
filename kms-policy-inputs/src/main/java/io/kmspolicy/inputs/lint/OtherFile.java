package io.kmspolicy.inputs.lint;

import io.kmspolicy.inputs.InputException;
import io.kmspolicy.inputs.InputShape;
import io.kmspolicy.inputs.PolicyInputs;
import io.kmspolicy.lint.file.OtherFiles;
import io.kmspolicy.model.json.JsonTree;
import io.kmspolicy.model.policy.SourceLocation;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file that the command line names and that has none of the forms that are read, or a template in
 * a directory with a mistake.
 *
 * @param place where the reason applies
 * @param reason what the file is
 * @param fix what helps
 */
public record OtherFile(SourceLocation place, String reason, String fix) {

  private static final String ANOTHER = "name another file";
  private static final String CORRECTED = "correct it, or name another file";

  private static final int SHOWN = 3;
  private static final Pattern PLACED =
      Pattern.compile(".*?:([0-9]{1,9}):([0-9]{1,9}): (.*)", Pattern.DOTALL);

  /** What only plans, states and templates have. */
  private static final Pattern LARGER_FORM =
      Pattern.compile("\"(?:format_version|planned_values|AWSTemplateFormatVersion)\"");

  /** What a template has, and what one with policies for KMS has. */
  private static final Pattern RESOURCE_TYPE = Pattern.compile("\\bType[\"']?\\s*:\\s*[\"']?AWS::");

  private static final Pattern KMS = Pattern.compile("AWS::KMS::|\\bkms:[A-Za-z*]");

  private static final String WRAPPER = "[command]";

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
    if (text.startsWith(WRAPPER)) {
      return Optional.of(
          at(
              source,
              1,
              1,
              "the first line is not of Terraform: a wrapper around it prints its command; switch"
                  + " the wrapper off, such as by `terraform_wrapper: false`"));
    }
    boolean isJson = isJson(text);
    boolean isLarger = LARGER_FORM.matcher(text).find() && OtherFiles.tree(text).isEmpty();
    if ((isJson && isLarger) || isBrokenTemplate(text) || (!isJson && isYaml(source))) {
      return Optional.of(read(source, text, "YAML without `Resources` that have a `Type`"));
    }
    if (OtherFiles.mayBePolicy(source, text)) {
      return Optional.empty();
    }
    if (isJson) {
      boolean isLines = JsonTree.parsed(text).isEmpty();
      return OtherFiles.tree(text)
          .map(tree -> isLines ? is(source, words(tree)) : read(source, text, words(tree)));
    }
    boolean isBinary = text.indexOf('\0') >= 0;
    return Optional.of(is(source, isBinary ? "a binary file" : "text of another kind"));
  }

  private static boolean isJson(String text) {
    return text.stripLeading().startsWith("{") || text.stripLeading().startsWith("[");
  }

  /** Whether a text is JSON with a mistake and has resources like a template. */
  static boolean isBrokenTemplate(String text) {
    return isJson(text) && RESOURCE_TYPE.matcher(text).find() && OtherFiles.tree(text).isEmpty();
  }

  /**
   * Where the first resource is in a text that has resources like a template, and policies for KMS;
   * empty for other texts.
   */
  static Optional<SourceLocation> firstResource(String source, String text) {
    Matcher type = RESOURCE_TYPE.matcher(text);
    if (!type.find() || !KMS.matcher(text).find()) {
      return Optional.empty();
    }
    String before = text.substring(0, type.start());
    int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
    return Optional.of(
        SourceLocation.at(source, "", line, type.start() - before.lastIndexOf('\n')));
  }

  /** The first mistake that keeps a text from being read; empty if there is none. */
  static Optional<OtherFile> broken(String source, String text) {
    try {
      PolicyInputs.create().read(source, text);
      return Optional.empty();
    } catch (InputException malformed) {
      return of(source, malformed);
    }
  }

  private static Optional<OtherFile> of(String source, InputException malformed) {
    Matcher placed = PLACED.matcher(String.valueOf(malformed.getMessage()));
    return placed.matches()
        ? Optional.of(
            new OtherFile(
                SourceLocation.at(
                    source,
                    "",
                    Integer.parseInt(placed.group(1)),
                    Integer.parseInt(placed.group(2))),
                placed.group(3),
                CORRECTED))
        : Optional.empty();
  }

  /**
   * What the reader of other forms says of a file.
   *
   * @param what what it is if it has none of the forms
   */
  private static OtherFile read(String source, String text, String what) {
    try {
      return PolicyInputs.create().read(source, text).shape() == InputShape.DOCUMENT
          ? at(source, 1, 1, "the file is a policy in YAML; AWS takes policies in JSON")
          : is(source, what);
    } catch (InputException malformed) {
      return of(source, malformed).orElseGet(() -> is(source, what));
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
    return new OtherFile(SourceLocation.at(source, "", line, column), reason, ANOTHER);
  }
}
