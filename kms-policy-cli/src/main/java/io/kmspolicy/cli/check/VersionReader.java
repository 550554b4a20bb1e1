package io.kmspolicy.cli.check;

import io.kmspolicy.cli.check.PolicyVersion.Directory;
import io.kmspolicy.cli.check.PolicyVersion.Document;
import io.kmspolicy.cli.check.PolicyVersion.StateFile;
import io.kmspolicy.cli.check.PolicyVersion.Unreadable;
import io.kmspolicy.cli.input.AssumeNoneOption;
import io.kmspolicy.cli.input.StatedValues;
import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.cli.io.FileFailure;
import io.kmspolicy.directory.PolicyDirectoryException;
import io.kmspolicy.inputs.InputException;
import io.kmspolicy.inputs.InputShape;
import io.kmspolicy.inputs.InputState;
import io.kmspolicy.inputs.PolicyInputs;
import io.kmspolicy.model.problem.BadInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Reads the policies before and after a change. */
final class VersionReader {

  private static final String BYTE_ORDER_MARK = "\ufeff";

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
      return new Directory(name, none.load(context, name));
    } catch (PolicyDirectoryException refused) {
      return new Unreadable(name, String.valueOf(refused.getMessage()));
    }
  }

  private PolicyVersion file(String name, Path path) {
    String text;
    try {
      text = new String(Files.readAllBytes(path), StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw new BadInputException(FileFailure.message(name, failure));
    }
    Optional<String> refusal = PolicyInputs.refusal(name, text);
    if (refusal.isPresent()) {
      return new Unreadable(name, name + ": " + refusal.get());
    }
    String plain = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    if (isDocument(name, plain)) {
      return new Document(name);
    }
    try {
      InputState state = inputs.state(name, plain);
      boolean isPlan = state.shape() == InputShape.TERRAFORM_PLAN;
      return new StateFile(
          name, plain, state, isPlan ? inputs.before(name, plain) : null, none.layers(context));
    } catch (InputException rejection) {
      return new Unreadable(name, String.valueOf(rejection.getMessage()));
    }
  }

  /** Whether a text is a policy document, or something of which its reader says what is wrong. */
  private boolean isDocument(String name, String text) {
    try {
      InputShape shape = inputs.read(name, text).shape();
      return shape == InputShape.DOCUMENT
          || shape == InputShape.DOCUMENTS
          || shape == InputShape.OTHER;
    } catch (InputException malformed) {
      return !isPlanOrTemplate(text);
    }
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
