package io.kmspolicy.cli.input;

import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.inputs.FoundPolicy;
import io.kmspolicy.inputs.InputException;
import io.kmspolicy.inputs.InputFile;
import io.kmspolicy.inputs.InputShape;
import io.kmspolicy.inputs.PolicyInputs;
import io.kmspolicy.inputs.UnresolvedPolicy;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.problem.BadInputException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** The forms of files, and the one policy in a file. */
public final class InputForms {

  private InputForms() {}

  /** The form of a file; a text that cannot be read has no form that is known. */
  static InputShape of(CliContext context, String name, InputOptions options) {
    try {
      return options.inputs(context).read(name, InputOptions.text(context, name)).shape();
    } catch (InputException malformed) {
      return InputShape.OTHER;
    }
  }

  /** Whether a name is that of a policy directory, or of a file that names keys or principals. */
  public static boolean isState(CliContext context, String name, InputOptions options) {
    if (name.equals(CliContext.STANDARD_INPUT) || !Files.exists(context.resolve(name))) {
      return false;
    }
    if (Files.isDirectory(context.resolve(name))) {
      return true;
    }
    return switch (of(context, name, options)) {
      case AUTHORIZATION_DETAILS, CLOUDFORMATION, TERRAFORM_PLAN, TERRAFORM_STATE -> true;
      case DOCUMENT, DOCUMENTS, AWS_OUTPUT, OTHER -> false;
    };
  }

  /**
   * The policy in a text; empty if the text is a policy document itself, or none of the forms.
   *
   * @param inputs a reader of files with what is stated about them
   * @param wanted the type of the policy; any one if it is empty
   * @param chosen its name in the file; empty if it is the only one of the type
   * @throws BadInputException if the text holds no such policy or several, or does not determine it
   */
  public static Optional<FoundPolicy> policy(
      String name, String text, PolicyInputs inputs, Optional<PolicyType> wanted, String chosen) {
    return policy(name, text, inputs, wanted, chosen, unknown -> Optional.empty());
  }

  /**
   * The key policy in a text, as {@link #policy}; if the text leaves values of it open, with opaque
   * parts in their places.
   */
  public static Optional<FoundPolicy> keyPolicyAsKnown(
      String name, String text, PolicyInputs inputs, String chosen) {
    return policy(name, text, inputs, Optional.of(PolicyType.KEY), chosen, UnresolvedPolicy::known);
  }

  private static Optional<FoundPolicy> policy(
      String name,
      String text,
      PolicyInputs inputs,
      Optional<PolicyType> wanted,
      String chosen,
      Function<UnresolvedPolicy, Optional<FoundPolicy>> known) {
    InputFile file;
    try {
      file = inputs.read(name, text);
    } catch (InputException malformed) {
      return Optional.empty(); // The reader of policies names the mistake.
    }
    if (file.shape() == InputShape.DOCUMENT || file.shape() == InputShape.OTHER) {
      return Optional.empty();
    }
    List<FoundPolicy> found =
        Stream.concat(
                file.policies().stream(),
                file.unresolved().stream().flatMap(one -> known.apply(one).stream()))
            .filter(policy -> wanted.map(type -> fits(policy.type(), type)).orElse(true))
            .filter(policy -> chosen.isEmpty() || policy.name().equals(chosen))
            .toList();
    List<UnresolvedPolicy> open =
        file.unresolved().stream()
            .filter(policy -> known.apply(policy).isEmpty())
            .filter(policy -> wanted.map(type -> fits(policy.type(), type)).orElse(true))
            .filter(policy -> chosen.isEmpty() || policy.name().equals(chosen))
            .toList();
    if (found.size() == 1 && open.isEmpty()) {
      return Optional.of(found.get(0));
    }
    throw new BadInputException(message(name, file, found, open, chosen));
  }

  /** Policies of users and roles have one grammar, whatever they are used for. */
  private static boolean fits(PolicyType found, PolicyType wanted) {
    boolean likeIdentity =
        wanted == PolicyType.PERMISSIONS_BOUNDARY || wanted == PolicyType.SESSION;
    return found == wanted || (likeIdentity && found == PolicyType.IDENTITY);
  }

  private static String message(
      String name,
      InputFile file,
      List<FoundPolicy> found,
      List<UnresolvedPolicy> open,
      String chosen) {
    if (found.isEmpty() && open.size() == 1) {
      UnresolvedPolicy only = open.get(0);
      return only.location() + ": `" + only.name() + "` is not known: " + only.reason();
    }
    int count = found.size() + open.size();
    String what = name + ": the file is " + file.shape().words();
    if (count == 0) {
      return what
          + (chosen.isEmpty()
              ? " without such a policy"
              : " without such a policy of the name `" + chosen + "`");
    }
    List<String> names =
        Stream.concat(
                found.stream().map(FoundPolicy::name), open.stream().map(UnresolvedPolicy::name))
            .map(one -> "`" + one + "`")
            .toList();
    return what + " with several such policies: " + String.join(", ", names);
  }
}
