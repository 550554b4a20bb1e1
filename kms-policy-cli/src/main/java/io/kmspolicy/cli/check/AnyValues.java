package io.kmspolicy.cli.check;

import io.kmspolicy.cli.input.StatedValues;
import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.inputs.InputException;
import io.kmspolicy.inputs.PolicyInputs;
import io.kmspolicy.model.file.FileText;
import io.kmspolicy.model.problem.BadInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Values that files leave open and that any value may stand for, because nothing in the files could
 * tell two of them apart: the account and Region in which a template is deployed, and the names
 * that CloudFormation gives to its users and roles.
 */
final class AnyValues {

  private static final String ACCOUNT = "123456789012";
  private static final String REGION = "us-east-1";

  /**
   * What may be an account, a Region or a partition but that of most accounts. {@code
   * AWS::AccountId} and the like are those of the stack.
   */
  private static final Pattern PLACE =
      Pattern.compile(
          "(?<![0-9])[0-9]{12}(?![0-9])|[a-z]{2,}-[a-z]+-[0-9]|aws-(cn|us-gov|iso|eusc)"
              + "|amazonaws\\.com\\.|arn:aws-");

  /** The condition keys that hold a name, and what may be a name that CloudFormation gave. */
  private static final Pattern NAME =
      Pattern.compile(
          "(?i:aws:(PrincipalArn|username))|-(?=[0-9a-z]*[A-Z])[0-9A-Za-z]{12,13}(?![\\w-])");

  /** A character that JSON or YAML writes as a number may be part of anything. */
  private static final Pattern ESCAPED = Pattern.compile("\\\\[uUx]");

  private AnyValues() {}

  /**
   * The reader of these files.
   *
   * @param stated what is stated about them
   * @param files the files
   * @param beside what else the question names, such as callers
   */
  static PolicyInputs of(
      CliContext context, StatedValues stated, List<String> files, List<String> beside) {
    PolicyInputs inputs = stated.inputs(context);
    List<String> texts = new ArrayList<>(beside);
    texts.addAll(stated.parameters(context).values());
    for (String name : files) {
      Path file = context.resolve(name);
      if (!Files.isRegularFile(file)) {
        return inputs; // A directory has accounts and roles of its own.
      }
      try {
        texts.add(PolicyInputs.decidingText(name, FileText.of(name, file)));
      } catch (BadInputException | InputException unreadable) {
        return inputs; // The reader of the file says what is wrong.
      }
    }
    if (!stated.hasPlace() && isFree(texts, PLACE)) {
      inputs = inputs.account(ACCOUNT).region(REGION);
    }
    return isFree(texts, NAME) ? inputs.withMadeUpNames() : inputs;
  }

  private static boolean isFree(List<String> texts, Pattern values) {
    return texts.stream()
        .noneMatch(text -> values.matcher(text).find() || ESCAPED.matcher(text).find());
  }
}
