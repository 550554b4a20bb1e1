package io.kmspolicy.cli.input;

import io.kmspolicy.cli.io.PolicyFiles;
import io.kmspolicy.inputs.FoundPolicy;
import io.kmspolicy.inputs.InputException;
import io.kmspolicy.inputs.PolicyInputs;
import io.kmspolicy.model.file.FileText;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.problem.BadInputException;
import java.util.Optional;

/** Reads policy files of options: policy documents, and files of other forms with one policy. */
public final class PolicyTexts {

  private final PolicyFiles files;
  private final PolicyInputs inputs;

  /** Reads files with what is stated about them. */
  public PolicyTexts(PolicyFiles files, PolicyInputs inputs) {
    this.files = files;
    this.inputs = inputs;
  }

  /**
   * Reads the policy of a type in a file.
   *
   * @throws BadInputException if the file does not hold exactly one, or it has a mistake
   */
  public NamedPolicy policy(PolicyType type, String file) {
    byte[] content = files.content(file);
    Optional<FoundPolicy> found =
        InputForms.policy(file, FileText.of(file, content), inputs, Optional.of(type), "");
    return found.isPresent() ? read(found.get(), file, type) : files.policy(type, file, content);
  }

  /** Reads a policy that was found in a file. */
  public static NamedPolicy read(FoundPolicy found, String file, PolicyType type) {
    try {
      return found.read(file, type);
    } catch (InputException malformed) {
      throw BadInputException.of(malformed);
    }
  }
}
