package io.kmspolicy.lint.document;

import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.text.LetterCase;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The type that the names of a file and of its folders state, such as {@code scp-regions.json}. */
final class FileNames {

  /** Words of names that state a type; they stand beside each other in a name. */
  private enum Hint {
    SCP(PolicyType.SERVICE_CONTROL, "scp"),
    SCPS(PolicyType.SERVICE_CONTROL, "scps"),
    SERVICE_CONTROL(PolicyType.SERVICE_CONTROL, "service control"),
    RCP(PolicyType.RESOURCE_CONTROL, "rcp"),
    RCPS(PolicyType.RESOURCE_CONTROL, "rcps"),
    RESOURCE_CONTROL(PolicyType.RESOURCE_CONTROL, "resource control"),
    VPC_ENDPOINT(PolicyType.VPC_ENDPOINT, "vpc endpoint"),
    ENDPOINT_POLICY(PolicyType.VPC_ENDPOINT, "endpoint policy"),
    BOUNDARY(PolicyType.PERMISSIONS_BOUNDARY, "permissions boundary");

    private final PolicyType type;
    private final String words;

    Hint(PolicyType type, String words) {
      this.type = type;
      this.words = words;
    }
  }

  private FileNames() {}

  /**
   * The type that the path states; names nearer to the file have precedence. A type that does not
   * fit the text is left out.
   *
   * @param namesPrincipals whether the text names principals
   */
  static Optional<PolicyType> type(String path, boolean namesPrincipals) {
    List<String> names = Arrays.asList(path.split("[/\\\\]"));
    for (int i = names.size() - 1; i >= 0; i--) {
      String words = " " + LetterCase.lowerCase(names.get(i)).replaceAll("[^a-z0-9]+", " ") + " ";
      for (Hint hint : Hint.values()) {
        if (words.contains(" " + hint.words + " ")
            && hint.type.namesPrincipals() == namesPrincipals) {
          return Optional.of(hint.type);
        }
      }
    }
    return Optional.empty();
  }
}
