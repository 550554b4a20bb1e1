package io.kmspolicy.cli.input;

import io.kmspolicy.cli.io.AccountOption;
import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.cli.io.RegionOption;
import io.kmspolicy.inputs.InputException;
import io.kmspolicy.inputs.InputState;
import io.kmspolicy.inputs.PolicyInputs;
import io.kmspolicy.inputs.folder.KeyPolicyFolder;
import io.kmspolicy.model.problem.BadInputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;

/** The values that the user states about files, because the files do not hold them. */
public final class StatedValues {

  @Option(
      names = "--account",
      paramLabel = "ID",
      description =
          "The account that owns the keys of key policies or of a folder of them, and in which"
              + " templates and plans are deployed. By default it is taken from the place in a"
              + " policy directory, from the policy or from the plan.")
  private String account = "";

  @Option(
      names = "--region",
      paramLabel = "REGION",
      description =
          "The Region in which a template or plan is deployed, or in which the keys of a folder of"
              + " key policies are.")
  private String region = "";

  @Option(
      names = "--parameter",
      paramLabel = "NAME=VALUE",
      description =
          "The value of a parameter of a template, or the name of a role or the id of a key by its"
              + " logical name; may be repeated.")
  private Map<String, String> parameters = new LinkedHashMap<>();

  @Option(
      names = "--parameters",
      paramLabel = "FILE",
      description =
          "A JSON or YAML file with values of parameters: an array of objects with ParameterKey and"
              + " ParameterValue, an array of NAME=VALUE, or an object with Parameters."
              + " --parameter overrides it.")
  private String parameterFile = "";

  private boolean isNamed;

  /** Options that state nothing. */
  public StatedValues() {}

  /**
   * The account; empty if it is not stated.
   *
   * @throws BadInputException if it is not an account id
   */
  public String account() {
    return account.isEmpty() ? "" : AccountOption.checked("--account", account);
  }

  /** Whether an account or a Region is stated. */
  public boolean hasPlace() {
    return !account.isEmpty() || !region.isEmpty();
  }

  /**
   * A reader of files to which the values are stated.
   *
   * @throws BadInputException if the account is not an account id, the Region has not the form of
   *     one, or the file of parameters cannot be read
   */
  public PolicyInputs inputs(CliContext context) {
    return PolicyInputs.create()
        .account(account())
        .region(region(context))
        .parameters(parameters(context));
  }

  private String region(CliContext context) {
    if (region.isEmpty()) {
      return "";
    }
    String checked = RegionOption.checked("--region", region);
    if (!RegionOption.isKnown(checked) && !isNamed) {
      isNamed = true;
      context
          .err()
          .println(
              "--region: `"
                  + checked
                  + "` is not among the Regions that are known; it is taken as a new one");
    }
    return checked;
  }

  /**
   * The keys of a folder of key policies; empty if it is something else.
   *
   * @throws BadInputException if a file has a mistake, or it is not known where a key is
   */
  public Optional<InputState> keyPolicies(CliContext context, String name) throws IOException {
    Path folder = context.resolve(name);
    return KeyPolicyFolder.is(folder)
        ? Optional.of(
            KeyPolicyFolder.read(
                folder, name, new KeyPolicyFolder.Place(account(), region(context))))
        : Optional.empty();
  }

  /** The names that {@code --parameter} states. */
  Set<String> names() {
    return parameters.keySet();
  }

  /** The names that {@code --parameter} and {@code --parameters} state. */
  Set<String> allNames(CliContext context) {
    return parameters(context).keySet();
  }

  /** The values that {@code --parameter} and {@code --parameters} state, by name. */
  public Map<String, String> parameters(CliContext context) {
    Map<String, String> all = new LinkedHashMap<>();
    if (!parameterFile.isEmpty()) {
      try {
        String text = InputOptions.text(context, parameterFile);
        all.putAll(PolicyInputs.parameters(parameterFile, text));
      } catch (InputException malformed) {
        throw BadInputException.of(malformed);
      }
    }
    all.putAll(parameters);
    return all;
  }
}
