package io.kmspolicy.inputs.folder;

import io.kmspolicy.inputs.FoundPolicy;
import io.kmspolicy.inputs.InputException;
import io.kmspolicy.inputs.InputFile;
import io.kmspolicy.inputs.InputGap;
import io.kmspolicy.inputs.InputKey;
import io.kmspolicy.inputs.InputShape;
import io.kmspolicy.inputs.InputState;
import io.kmspolicy.inputs.PolicyInputs;
import io.kmspolicy.model.catalogue.Partition;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.problem.BadInputException;
import io.kmspolicy.model.problem.PolicySyntaxException;
import io.kmspolicy.model.reader.AliasReader;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.model.resource.AliasTarget;
import io.kmspolicy.model.resource.Arn;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.text.Quoting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A folder of key policies, as loops over {@code aws kms get-key-policy} write them: a file for
 * each key, with the id of the key in its name, in the folder or in folders of it. Folders with the
 * names of an account or a Region say where the keys in them are.
 */
public final class KeyPolicyFolder {

  /** Folders of accounts with folders of Regions. */
  private static final int DEPTH = 3;

  /** The id of a key of one Region, or of several. */
  private static final Pattern KEY_ID =
      Pattern.compile(
          "(?<![0-9a-z])([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32})(?![0-9a-z])");

  private static final Pattern REGION = Pattern.compile("[a-z]{2,}(-[a-z]+)+-[0-9]+");

  private static final String ALIASES = "aliases.json";

  private final CollectedFiles files;
  private final Path root;
  private final Place stated;
  private final Map<KmsResource.Key, Policy> policies = new LinkedHashMap<>();
  private final List<AliasTarget> aliases = new ArrayList<>();
  private final List<Other> others = new ArrayList<>();
  private final List<InputGap> gaps = new ArrayList<>();

  /** What is known of where keys are; empty parts are not known. */
  public record Place(String account, String region) {}

  /** The policy of a key; unknown if the file holds none. */
  private record Policy(String file, PolicyLayer layer) {}

  /** A file with the id of a key in its name that holds no policy. */
  private record Other(KmsResource.Key key, String file, String reason, String text) {}

  private KeyPolicyFolder(Path root, String shown, Place stated) {
    this.files = new CollectedFiles(root, shown);
    this.root = root;
    this.stated = stated;
  }

  /** Whether a folder is one: it has a file with the id of a key in its name. */
  public static boolean is(Path root) throws IOException {
    return Files.isDirectory(root)
        && !Files.exists(root.resolve("directory.properties"))
        && all(root).stream().anyMatch(file -> keyId(file).isPresent());
  }

  private static List<Path> all(Path root) throws IOException {
    try (Stream<Path> found = Files.walk(root, DEPTH)) {
      return found
          .filter(file -> !Files.isDirectory(file))
          .filter(file -> !root.relativize(file).toString().matches("(.*/)?\\..*"))
          .sorted()
          .toList();
    }
  }

  private static Optional<String> keyId(Path file) {
    String name = String.valueOf(file.getFileName());
    if (!name.endsWith(".json") && !name.endsWith(".txt")) {
      return Optional.empty();
    }
    Matcher id = KEY_ID.matcher(name);
    return id.find() ? Optional.of(id.group(1)) : Optional.empty();
  }

  /**
   * Reads a folder.
   *
   * @param shown the folder as messages show it
   * @param stated the account and the Region that are stated
   * @throws BadInputException if a policy has a mistake, two files are about one key, or it is not
   *     known where a key is
   */
  public static InputState read(Path root, String shown, Place stated) throws IOException {
    KeyPolicyFolder folder = new KeyPolicyFolder(root, shown, stated);
    for (Path file : all(root)) {
      folder.add(file);
    }
    folder.others.forEach(folder::addOther);
    return folder.state();
  }

  private InputState state() {
    List<InputKey> keys = new ArrayList<>();
    policies.forEach(
        (key, policy) ->
            keys.add(
                new InputKey(
                    key.keyId(),
                    key,
                    policy.layer(),
                    GrantLayer.unknown(),
                    List.of(),
                    aliases.stream()
                        .filter(target -> isAliasOf(target, key))
                        .map(target -> "alias/" + target.alias().name())
                        .toList())));
    return new InputState(InputShape.AWS_OUTPUT, keys, List.of(), List.of(), gaps);
  }

  private static boolean isAliasOf(AliasTarget target, KmsResource.Key key) {
    return target.targetKeyId().equals(key.keyId())
        && target.alias().region().equals(key.region())
        && target.alias().accountId().equals(key.accountId());
  }

  private void add(Path file) {
    String name = files.name(file);
    Optional<String> id = keyId(file);
    if (id.isEmpty()) {
      if (name.endsWith(ALIASES)) {
        addAliases(name, files.text(file));
      } else {
        String reason = "its name does not have the id of a key";
        gaps.add(new InputGap(name, "", reason, SourceLocation.at(name, "", 1, 1)));
      }
      return;
    }
    KmsResource.Key key = key(id.get(), file, name);
    String text = files.text(file);
    Optional<NamedPolicy> policy = policy(key, name, text);
    if (policy.isEmpty()) {
      String reason =
          text.isBlank()
              ? "the file is empty, as where `aws kms get-key-policy` fails"
              : "the file holds no key policy";
      others.add(new Other(key, name, reason, text));
      return;
    }
    Policy known = policies.put(key, new Policy(name, PolicyLayer.of(policy.get())));
    if (known != null) {
      throw new BadInputException(
          Quoting.escape(known.file() + " and " + name)
              + " are about one key, `"
              + key.keyId()
              + "`; keep one of them");
    }
  }

  /** A file that holds no policy, beside that with the policy of its key or in place of it. */
  private void addOther(Other other) {
    boolean isKnown = policies.containsKey(other.key());
    policies.computeIfAbsent(other.key(), key -> new Policy("", PolicyLayer.unknown()));
    gaps.add(
        new InputGap(
            isKnown ? other.file() : other.key().keyId(),
            isKnown ? "" : InputGap.KEY_POLICY,
            other.reason(),
            SourceLocation.at(other.file(), "", 1, 1),
            false,
            other.text()));
  }

  private void addAliases(String name, String text) {
    try {
      aliases.addAll(AliasReader.create().source(name).read(text));
    } catch (PolicySyntaxException rejection) {
      throw new BadInputException(BadInputException.message(rejection));
    }
  }

  /** The policy in a text; empty if the text is something else. */
  private static Optional<NamedPolicy> policy(KmsResource.Key key, String name, String text) {
    if (text.isBlank()) {
      return Optional.empty();
    }
    try {
      return read(key, name, text);
    } catch (InputException malformed) {
      throw BadInputException.of(malformed);
    } catch (PolicySyntaxException rejection) {
      throw new BadInputException(BadInputException.message(rejection));
    }
  }

  private static Optional<NamedPolicy> read(KmsResource.Key key, String name, String text)
      throws InputException {
    InputFile file = PolicyInputs.create().read(name, text);
    if (file.shape() == InputShape.DOCUMENT && file.policies().isEmpty()) {
      return text.contains("\"Statement\"")
          ? Optional.of(
              new NamedPolicy(
                  key.keyId(), PolicyReader.forType(PolicyType.KEY).source(name).read(text)))
          : Optional.empty();
    }
    List<FoundPolicy> found =
        file.policies().stream().filter(policy -> policy.type() == PolicyType.KEY).toList();
    return found.size() == 1
        ? Optional.of(
            new NamedPolicy(key.keyId(), found.get(0).read(name, PolicyType.KEY).document()))
        : Optional.empty();
  }

  private KmsResource.Key key(String id, Path file, String name) {
    String account = stated.account();
    String region = stated.region();
    for (Path folder : root.relativize(file)) {
      String part = folder.toString();
      if (Arn.isAccountId(part)) {
        account = same("--account", account, part, name);
      } else if (REGION.matcher(part).matches()) {
        region = same("--region", region, part, name);
      }
    }
    if (account.isEmpty() || region.isEmpty()) {
      throw new BadInputException(
          Quoting.escape(name)
              + ": "
              + (account.isEmpty() ? "the account" : "the Region")
              + " of the key is not known; state "
              + (account.isEmpty() ? "--account" : "--region")
              + ", or put the file into a folder of this name");
    }
    return new KmsResource.Key(Partition.ofRegion(region), region, account, id);
  }

  private static String same(String option, String stated, String folder, String file) {
    if (!stated.isEmpty() && !stated.equals(folder)) {
      throw new BadInputException(
          option
              + ": `"
              + stated
              + "` is stated, and "
              + Quoting.escape(file)
              + " is in `"
              + folder
              + "`");
    }
    return folder;
  }
}
