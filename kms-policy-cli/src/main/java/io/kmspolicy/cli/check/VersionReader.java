package io.kmspolicy.cli.check;

import io.kmspolicy.cli.check.PolicyVersion.Directory;
import io.kmspolicy.cli.check.PolicyVersion.Document;
import io.kmspolicy.cli.check.PolicyVersion.StateFile;
import io.kmspolicy.cli.check.PolicyVersion.Unreadable;
import io.kmspolicy.cli.input.AssumeNoneOption;
import io.kmspolicy.cli.input.StatedValues;
import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.directory.PolicyDirectoryException;
import io.kmspolicy.inputs.InputException;
import io.kmspolicy.inputs.InputFile;
import io.kmspolicy.inputs.InputShape;
import io.kmspolicy.inputs.InputState;
import io.kmspolicy.inputs.PolicyInputs;
import io.kmspolicy.inputs.lint.OtherFile;
import io.kmspolicy.model.file.FileText;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.problem.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads the policies before and after a change. */
final class VersionReader {

  private final CliContext context;
  private final PolicyInputs inputs;
  private final StatedValues stated;
  private final AssumeNoneOption none;

  VersionReader(
      CliContext context, PolicyInputs inputs, StatedValues stated, AssumeNoneOption none) {
    this.none = none;
    this.stated = stated;
    this.context = context;
    this.inputs = inputs;
  }

  /**
   * Reads policies.
   *
   * @param option the option that names them, for messages
   */
  PolicyVersion read(String option, String name) throws IOException {
    if (name.equals(CliContext.STANDARD_INPUT)) {
      throw new BadInputException(
          option + ": the policies are read several times, so they cannot be standard input");
    }
    Path path = context.resolve(name);
    if (!Files.exists(path)) {
      throw new BadInputException(name + ": there is no such file or directory");
    }
    return Files.isDirectory(path) ? directory(name) : file(name, path);
  }

  private PolicyVersion directory(String name) throws IOException {
    Optional<InputState> keyPolicies = stated.keyPolicies(context, name);
    if (keyPolicies.isPresent()) {
      return StateFile.ofFolder(name, keyPolicies.get(), none.layers(context));
    }
    try {
      return new Directory(name, none.load(context, name), isEmpty(context, name));
    } catch (PolicyDirectoryException refused) {
      return new Unreadable(name, String.valueOf(refused.getMessage()));
    }
  }

  /** Whether the policies are a directory without files: there were none before the change. */
  static boolean isEmpty(CliContext context, String name) throws IOException {
    Path root = context.resolve(name);
    if (!Files.isDirectory(root)) {
      return false;
    }
    try (Stream<Path> files = Files.walk(root)) {
      return files.noneMatch(Files::isRegularFile);
    }
  }

  private PolicyVersion file(String name, Path path) {
    String text;
    try {
      text = FileText.of(name, path);
    } catch (BadInputException unreadable) {
      return new Unreadable(name, String.valueOf(unreadable.getMessage()));
    }
    Optional<String> refusal = PolicyInputs.refusal(name, text);
    if (refusal.isPresent()) {
      return new Unreadable(name, name + ": " + refusal.get());
    }
    Optional<PolicyVersion> document = document(name, text);
    if (document.isPresent()) {
      return document.get();
    }
    try {
      InputState state = inputs.state(name, text);
      boolean isPlan = state.shape() == InputShape.TERRAFORM_PLAN;
      return new StateFile(
          name, text, state, isPlan ? inputs.before(name, text) : null, none.layers(context));
    } catch (InputException rejection) {
      return new Unreadable(name, String.valueOf(rejection.getMessage()));
    }
  }

  /** A policy document, or what is of no form that is read; empty for other forms. */
  private Optional<PolicyVersion> document(String name, String text) {
    try {
      InputFile file = inputs.read(name, text);
      if (file.shape() == InputShape.OTHER) {
        return Optional.of(other(name, text));
      }
      boolean isDocument =
          file.shape() == InputShape.DOCUMENT
              || file.shape() == InputShape.DOCUMENTS
              || isKeyPolicy(file);
      return isDocument ? Optional.of(new Document(name)) : Optional.empty();
    } catch (InputException malformed) {
      return isPlanOrTemplate(text) ? Optional.empty() : Optional.of(other(name, text));
    }
  }

  /** What is no policy, or a policy of which its reader says what is wrong. */
  private static PolicyVersion other(String name, String text) {
    return OtherFile.of(name, text)
        .<PolicyVersion>map(
            other -> new Unreadable(name, other.place().toString() + ": " + other.reason()))
        .orElseGet(() -> new Document(name));
  }

  /** The output of get-key-policy does not name the key, as the document alone does not. */
  private static boolean isKeyPolicy(InputFile file) {
    return file.shape() == InputShape.AWS_OUTPUT
        && file.policies().size() == 1
        && file.policies().get(0).type() == PolicyType.KEY;
  }

  /** A policy inside of a file of another form may be malformed. */
  private static boolean isPlanOrTemplate(String text) {
    return text.contains("\"planned_values\"")
        || text.contains("\"format_version\"")
        || text.contains("Resources");
  }

  /** The policies before a plan. */
  PolicyVersion beforeOf(PolicyVersion after) {
    if (after instanceof Unreadable) {
      return after;
    }
    if (!(after instanceof StateFile plan) || plan.state().shape() != InputShape.TERRAFORM_PLAN) {
      throw new BadInputException(
          "--before is missing; only a Terraform plan holds the policies before the change, and `"
              + after.name()
              + "` is "
              + after.words());
    }
    try {
      InputState state = inputs.before(plan.name(), plan.text());
      return new StateFile(plan.name(), plan.text(), state, null, plan.assumed());
    } catch (InputException rejection) {
      return new Unreadable(plan.name(), String.valueOf(rejection.getMessage()));
    }
  }
}
