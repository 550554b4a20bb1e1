package io.kmspolicy.cli.check;

import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.inputs.PolicyInputs;
import io.kmspolicy.model.file.FileText;
import io.kmspolicy.model.problem.BadInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The account and Region of files in which neither is named. With no other value to compare them
 * with, every account and Region gives the same answer, so one stands for all.
 */
final class AnyAccount {

  private static final String ACCOUNT = "123456789012";
  private static final String REGION = "us-east-1";

  /**
   * What may be an account, a Region or a partition but that of most accounts. {@code
   * AWS::AccountId} and the like are those of the stack.
   */
  private static final Pattern NAMED =
      Pattern.compile(
          "(?<![0-9])[0-9]{12}(?![0-9])|[a-z]{2,}-[a-z]+-[0-9]|aws-(cn|us-gov|iso|eusc)"
              + "|amazonaws\\.com\\.|arn:aws-");

  private AnyAccount() {}

  /**
   * The reader of these files.
   *
   * @param stated the reader with what is stated
   * @param names the files
   */
  static PolicyInputs of(CliContext context, PolicyInputs stated, List<String> names) {
    for (String name : names) {
      Path file = context.resolve(name);
      if (!Files.isRegularFile(file) || mayName(name, file)) {
        return stated;
      }
    }
    return stated.account(ACCOUNT).region(REGION);
  }

  private static boolean mayName(String name, Path file) {
    try {
      return NAMED.matcher(FileText.of(name, file)).find();
    } catch (BadInputException unreadable) {
      return true; // The reader of the file says what is wrong.
    }
  }
}
