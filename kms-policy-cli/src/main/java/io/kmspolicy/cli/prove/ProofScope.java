package io.kmspolicy.cli.prove;

import io.kmspolicy.cli.input.InputOptions;
import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.model.problem.BadInputException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which requests a claim is about. */
public final class ProofScope {

  @Option(
      names = "--key",
      paramLabel = "ARN",
      description = {
        "The key of a key policy; without it, a key of the only account that the policy names,"
            + " where the answer depends on no more. Of a directory or an identity policy, the only"
            + " key that is compared."
      })
  private @Nullable String key;

  @Option(
      names = "--scope",
      paramLabel = "SCOPE",
      description = {
        "effective (default): all layers decide. document: documents alone, as if every other layer"
            + " permitted the request; the files may be identity policies too."
      })
  private String scope = "effective";

  /** The ARN of the key; empty if it is not given. */
  public Optional<String> key() {
    return Optional.ofNullable(key);
  }

  /** Whether documents are compared by themselves. */
  public boolean isAlone() {
    return scope.equals("document");
  }

  /**
   * Reads the policies of a claim.
   *
   * @param input what is stated about files of other forms
   * @param account the account that owns the keys of key policies; empty if it is not stated
   */
  public QuestionPolicies policies(CliContext context, InputOptions input, String account) {
    if (!scope.equals("effective") && !isAlone()) {
      throw new BadInputException(
          "--scope: `" + scope + "` is no scope; it must be `effective` or `document`");
    }
    if (isAlone() && !input.none().layers(context).isEmpty()) {
      throw new BadInputException(
          "--assume-none: --scope document compares documents alone, whatever other layers are");
    }
    return new QuestionPolicies(context, input, account, key, isAlone());
  }
}
