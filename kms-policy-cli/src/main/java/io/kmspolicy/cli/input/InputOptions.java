package io.kmspolicy.cli.input;

import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.inputs.InputException;
import io.kmspolicy.inputs.InputShape;
import io.kmspolicy.inputs.InputState;
import io.kmspolicy.inputs.PolicyInputs;
import io.kmspolicy.inputs.folder.CollectedFolder;
import io.kmspolicy.inputs.join.InputSource;
import io.kmspolicy.inputs.join.PolicyInput;
import io.kmspolicy.model.file.FileFailure;
import io.kmspolicy.model.file.FileText;
import io.kmspolicy.model.problem.BadInputException;
import io.kmspolicy.model.resource.Arn;
import io.kmspolicy.model.resource.InvalidNameException;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.text.Quoting;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;

/** What the user states about files of other forms than policy directories. */
public final class InputOptions {

  private static final int MAX_BYTES = 256 << 20;

  @Mixin private StatedValues stated = new StatedValues();

  @Mixin private AssumeNoneOption none;

  /** Options that state nothing. */
  public InputOptions() {
    this(new AssumeNoneOption());
  }

  /** Options that state layers to be none, and nothing else. */
  public InputOptions(AssumeNoneOption none) {
    this.none = none;
  }

  /**
   * Reads a policy directory, or a file of another form as one.
   *
   * @throws BadInputException if anything is wrong with it, or with an option
   */
  public PolicyInput read(CliContext context, String name) throws IOException {
    if (CollectedFolder.is(context.resolve(name))) {
      return CollectedFolder.read(context.resolve(name), name, none.layers(context));
    }
    Optional<InputState> keyPolicies = stated.keyPolicies(context, name);
    if (keyPolicies.isPresent()) {
      return PolicyInput.of(
          List.of(new InputSource(name, keyPolicies.get())), none.layers(context));
    }
    if (Files.isDirectory(context.resolve(name))) {
      requirePolicyDirectory(context.resolve(name), name);
      return PolicyInput.ofDirectory(context.resolve(name), none.directory(context, name));
    }
    String text = text(context, name);
    PolicyInputs inputs = inputs(context).withOpaqueValues();
    InputState state = state(name, text, inputs);
    reportUnused(context, name + " has no parameter and no resource", unused(name, text, inputs));
    return PolicyInput.of(List.of(new InputSource(name, state)), none.layers(context));
  }

  /** A folder with something in it that is no part of a policy directory gets one clear error. */
  private static void requirePolicyDirectory(Path folder, String name) throws IOException {
    try (Stream<Path> children = Files.list(folder)) {
      List<String> names =
          children
              .map(child -> String.valueOf(child.getFileName()))
              .filter(child -> !child.startsWith("."))
              .toList();
      if (!names.isEmpty() && names.stream().noneMatch(InputOptions::isOfPolicyDirectory)) {
        throw new BadInputException(
            Quoting.escape(name)
                + ": this is no policy directory, which has a folder for each account; nor a folder"
                + " of key policies, which has a file for each key with its id in the name, as from"
                + " `aws kms get-key-policy`; `kms-policy import` makes a policy directory of"
                + " templates, plans, states and output of the AWS command line");
      }
    }
  }

  private static boolean isOfPolicyDirectory(String child) {
    return Arn.isAccountId(child)
        || child.equals("directory.properties")
        || child.equals("endpoint.json");
  }

  /** As {@link #read}, but of a plan the state before it. */
  public PolicyInput readBefore(CliContext context, String name) throws IOException {
    if (Files.isDirectory(context.resolve(name)) || !isPlan(context, name)) {
      return read(context, name);
    }
    try {
      InputState before = inputs(context).withOpaqueValues().before(name, text(context, name));
      return PolicyInput.of(List.of(new InputSource(name, before)), none.layers(context));
    } catch (InputException malformed) {
      throw BadInputException.of(malformed);
    }
  }

  private boolean isPlan(CliContext context, String name) throws IOException {
    return InputForms.of(context, name, this) == InputShape.TERRAFORM_PLAN;
  }

  /**
   * Reads several files as one policy directory.
   *
   * @param key the key of a key policy that does not name it; empty if there is none
   * @throws BadInputException as {@link #read}, and if {@code --parameter} states a name that none
   *     of the files has
   */
  public PolicyInput readAll(CliContext context, List<String> names, String key)
      throws IOException {
    if (names.size() == 1 && CollectedFolder.is(context.resolve(names.get(0)))) {
      return read(context, names.get(0));
    }
    PolicyInputs inputs = key.isEmpty() ? inputs(context) : inputs(context).key(key(key));
    List<InputSource> sources = new ArrayList<>();
    Set<String> unused = new TreeSet<>(stated.allNames(context));
    for (String name : names) {
      Optional<InputState> keyPolicies = stated.keyPolicies(context, name);
      if (keyPolicies.isPresent()) {
        sources.add(new InputSource(name, keyPolicies.get()));
        continue;
      }
      if (Files.isDirectory(context.resolve(name))) {
        throw new BadInputException(
            Quoting.escape(name)
                + ": this folder cannot be joined with others; folders of key policies and files"
                + " can");
      }
      String text = text(context, name);
      sources.add(new InputSource(name, state(name, text, inputs)));
      unused.retainAll(unused(name, text, inputs));
    }
    Set<String> refused = new TreeSet<>(unused);
    refused.retainAll(stated.names());
    if (!refused.isEmpty()) {
      throw new BadInputException(
          "--parameter: no template has a parameter or a resource `"
              + String.join("`, `", refused)
              + "`");
    }
    reportUnused(context, "no file has a parameter or a resource", unused);
    return PolicyInput.of(sources, none.layers(context));
  }

  /** One file of values may serve several templates, so this is no error. */
  private static void reportUnused(CliContext context, String fault, Set<String> unused) {
    if (!unused.isEmpty()) {
      String names = String.join("`, `", unused);
      context
          .err()
          .println(Quoting.escape("--parameter, --parameters: " + fault + " `" + names + "`"));
    }
  }

  private static Set<String> unused(String name, String text, PolicyInputs inputs) {
    try {
      return inputs.parametersNotIn(name, text);
    } catch (InputException malformed) {
      throw BadInputException.of(malformed);
    }
  }

  private static InputState state(String name, String text, PolicyInputs inputs) {
    try {
      return inputs.state(name, text);
    } catch (InputException malformed) {
      throw BadInputException.of(malformed);
    }
  }

  private static KmsResource.Key key(String arn) {
    try {
      if (KmsResource.parse(arn) instanceof KmsResource.Key named) {
        return named;
      }
    } catch (InvalidNameException invalid) {
      throw new BadInputException("--key: " + invalid.getMessage());
    }
    throw new BadInputException("--key: `" + arn + "` is not the ARN of a key");
  }

  /** A reader of files to which the options are stated. */
  public PolicyInputs inputs(CliContext context) {
    return stated.inputs(context);
  }

  /** The option that states layers to be none. */
  public AssumeNoneOption none() {
    return none;
  }

  /** Whether an account or a Region is stated. */
  public boolean hasPlace() {
    return stated.hasPlace();
  }

  /** The account that owns the keys; empty if it is not stated. */
  public String account() {
    return stated.account();
  }

  /**
   * The text of a file, without a byte order mark.
   *
   * @throws BadInputException if it cannot be read, or is in another encoding than UTF-8 and UTF-16
   */
  public static String text(CliContext context, String name) {
    try (InputStream in = context.open(name)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new BadInputException(name + ": the file is larger than 256 MiB");
      }
      return FileText.of(name, bytes);
    } catch (IOException failure) {
      throw new BadInputException(FileFailure.message(name, failure));
    }
  }
}
