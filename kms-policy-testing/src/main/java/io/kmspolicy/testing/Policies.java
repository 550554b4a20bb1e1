package io.kmspolicy.testing;

import io.kmspolicy.directory.DirectoryFacts;
import io.kmspolicy.directory.DirectoryLayers;
import io.kmspolicy.directory.PolicyDirectory;
import io.kmspolicy.directory.PolicyDirectoryException;
import io.kmspolicy.engine.proof.Proof;
import io.kmspolicy.mapping.MadeUpIds;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.problem.PolicySyntaxException;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.spi.PolicySource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Policies under test: a policy directory, or one key policy.
 *
 * <p>Of a key policy alone, identity policies deny nothing and may allow, and every other layer is
 * none. So a caller whom the key policy names itself is allowed; a caller who also needs an
 * identity policy is left open; and everybody else is denied for certain.
 *
 * <p>Immutable and safe to share between threads.
 */
public final class Policies {

  private final String name;
  private final PolicySource source;
  private final Optional<PolicyDirectory> directory;
  private final Optional<DirectoryFacts> facts;
  private final Optional<NamedPolicy> keyPolicy;
  private final Optional<KmsResource.Key> key;
  private final Consumer<ExpectedAnswer> observer;

  private Policies(
      String name,
      PolicySource source,
      Optional<PolicyDirectory> directory,
      Optional<NamedPolicy> keyPolicy,
      Optional<KmsResource.Key> key,
      Consumer<ExpectedAnswer> observer) {
    this.observer = observer;
    this.name = name;
    this.source = source;
    this.directory = directory;
    this.facts = directory.map(DirectoryFacts::new);
    this.keyPolicy = keyPolicy;
    this.key = key;
  }

  /**
   * Reads a policy directory or a key policy.
   *
   * @throws TestInputException if anything is wrong with it
   */
  public static Policies load(Path path) {
    return load(path, path.toString(), "");
  }

  /**
   * Reads a policy directory or a key policy.
   *
   * @param name the name of the policies in messages
   * @param key the ARN of the key of a key policy; empty for any key
   * @throws TestInputException if anything is wrong with it
   */
  public static Policies load(Path path, String name, String key) {
    return Files.isDirectory(path) ? directory(path, name, key) : keyPolicy(path, name, key);
  }

  private static Policies keyPolicy(Path path, String name, String key) {
    if (!Files.exists(path)) {
      throw new TestInputException(
          name + ": there is no such file; a policy directory or a key policy is needed");
    }
    return keyPolicy(new NamedPolicy(name, read(path, name)), key, false);
  }

  /**
   * A key policy.
   *
   * @param isAlone whether there are no identity policies either, which otherwise may allow
   */
  public static Policies keyPolicy(NamedPolicy policy, boolean isAlone) {
    return keyPolicy(policy, "", isAlone);
  }

  private static Policies keyPolicy(NamedPolicy policy, String key, boolean isAlone) {
    return new Policies(
        policy.name(),
        new KeyPolicySource(PolicyLayer.of(policy), isAlone),
        Optional.empty(),
        Optional.of(policy),
        key.isEmpty() ? Optional.empty() : Optional.of(RequestNames.keyOfArn(key)),
        unheard -> {});
  }

  private static Policies directory(Path path, String name, String key) {
    if (!key.isEmpty()) {
      throw new TestInputException(
          name + ": is a policy directory, which names its keys; leave out the key `" + key + "`");
    }
    try {
      return of(name, PolicyDirectory.load(path));
    } catch (PolicyDirectoryException refused) {
      throw new TestInputException(name + ": " + refused.getMessage());
    }
  }

  /** The policies of a directory under a name for messages. */
  public static Policies of(String name, PolicyDirectory read) {
    return new Policies(
        name, read, Optional.of(read), Optional.empty(), Optional.empty(), unheard -> {});
  }

  private static PolicyDocument read(Path path, String name) {
    try (InputStream in = Files.newInputStream(path)) {
      return PolicyReader.forType(PolicyType.KEY).source(name).read(in);
    } catch (PolicySyntaxException rejected) {
      throw new TestInputException(String.valueOf(rejected.getMessage()));
    } catch (IOException failure) {
      throw new TestInputException(name + ": the file cannot be read: " + failure.getMessage());
    }
  }

  /** The name of the policies in messages. */
  public String name() {
    return name;
  }

  /** The directory; empty for a key policy. */
  Optional<PolicyDirectory> directory() {
    return directory;
  }

  /** What the directory states of callers and keys; empty for a key policy. */
  Optional<DirectoryFacts> facts() {
    return facts;
  }

  /** The key of a key policy, if the test names it. */
  Optional<KmsResource.Key> key() {
    return key;
  }

  /**
   * The policies that apply to a request. A layer is unknown if it is not known whether it applies,
   * or if a made-up id of a key would decide.
   */
  public PolicySet policiesFor(AuthorizationRequest request) {
    return policiesFor(request, false);
  }

  /**
   * The policies that apply to a request.
   *
   * @param statesManager whether the request itself says who manages its key
   */
  PolicySet policiesFor(AuthorizationRequest request, boolean statesManager) {
    return policiesFor(request.caller(), request.resource(), statesManager);
  }

  /** The policies that apply to the requests of a caller on a resource. */
  PolicySet policiesFor(Caller caller, KmsResource resource, boolean statesManager) {
    return MadeUpIds.narrow(
        directory.isEmpty() || statesManager
            ? source.policiesFor(caller, resource)
            : DirectoryLayers.of(directory.get(), caller, resource),
        resource);
  }

  /**
   * The policies of every caller and key that are described. A set occurs for each caller and for
   * each key, so that every document is in one of them.
   */
  public List<PolicySet> all() {
    List<Caller> callers = directory.map(PolicyDirectory::callers).orElse(List.of());
    List<PolicySet> sets = new ArrayList<>();
    callers.forEach(caller -> sets.add(source.policiesFor(caller, new KmsResource.Any())));
    for (KmsResource.Key one : keys()) {
      sets.add(source.policiesFor(new Caller.RootUser(one.partition(), one.accountId()), one));
    }
    return sets;
  }

  private List<KmsResource.Key> keys() {
    return directory.map(PolicyDirectory::keys).orElseGet(() -> List.of(RequestNames.someKey()));
  }

  /** The same policies, whose answers that hold are given to an observer. */
  public Policies observedBy(Consumer<ExpectedAnswer> other) {
    return new Policies(name, source, directory, keyPolicy, key, other);
  }

  /** Gives an expected answer that holds to the observer. */
  public void held(ExpectedAnswer answer) {
    observer.accept(answer);
  }

  /**
   * Whether these policies allow nothing that others did not allow before, over all requests
   * ({@code docs/proofs.md}). Of two key policies, all other layers are unknown and stay the same.
   *
   * @throws TestInputException if one is a directory and the other a key policy
   */
  public Proof grantsNothingNew(Policies before) {
    return StateOfPolicies.compare(before, this);
  }

  /** Where the policies come from. */
  PolicySource source() {
    return source;
  }

  /** The key policy; empty for a directory. */
  Optional<NamedPolicy> keyPolicy() {
    return keyPolicy;
  }

  @Override
  public String toString() {
    return name;
  }
}
