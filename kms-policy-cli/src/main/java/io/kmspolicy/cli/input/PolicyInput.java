package io.kmspolicy.cli.input;

import io.kmspolicy.cli.io.BadInputException;
import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.directory.PolicyDirectory;
import io.kmspolicy.directory.PolicyDirectoryBuilder;
import io.kmspolicy.directory.PolicyDirectoryException;
import io.kmspolicy.inputs.InputGap;
import io.kmspolicy.inputs.InputKey;
import io.kmspolicy.inputs.InputPolicy;
import io.kmspolicy.inputs.InputPrincipal;
import io.kmspolicy.inputs.InputState;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.text.Quoting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** A policy directory, or the keys, users and roles of files as a policy directory. */
public final class PolicyInput {

  private static final int SHOWN = 10;

  private final PolicyDirectory directory;
  private final Optional<Path> root;
  private final PolicyDirectoryBuilder builder;
  private final Map<KmsResource.Key, InputKey> keys;
  private final Map<String, InputPrincipal> principals;
  private final List<InputGap> gaps;

  private PolicyInput(
      PolicyDirectory directory,
      Optional<Path> root,
      PolicyDirectoryBuilder builder,
      Map<KmsResource.Key, InputKey> keys,
      Map<String, InputPrincipal> principals,
      List<InputGap> gaps) {
    this.directory = directory;
    this.root = root;
    this.builder = builder;
    this.keys = keys;
    this.principals = principals;
    this.gaps = gaps;
  }

  static PolicyInput ofDirectory(Path root) {
    try {
      return new PolicyInput(
          PolicyDirectory.load(root),
          Optional.of(root),
          new PolicyDirectoryBuilder(),
          Map.of(),
          Map.of(),
          List.of());
    } catch (PolicyDirectoryException refused) {
      throw BadInputException.of(refused);
    }
  }

  /**
   * The policies of files.
   *
   * @param none the layers that are stated to be none
   */
  static PolicyInput of(List<InputState> states, Set<String> none) {
    return of(states, none, unchanged -> {});
  }

  /** The policies of files, with layers that they do not hold. */
  static PolicyInput of(
      List<InputState> states, Set<String> none, Consumer<PolicyDirectoryBuilder> more) {
    Map<KmsResource.Key, InputKey> keys = new LinkedHashMap<>();
    Map<String, InputPrincipal> principals = new LinkedHashMap<>();
    List<InputPolicy> endpoints = new ArrayList<>();
    List<InputGap> gaps = new ArrayList<>();
    for (InputState state : states) {
      state.keys().forEach(key -> keys.merge(key.key(), key, InputMerge::keys));
      for (InputPrincipal principal : state.principals()) {
        principals.merge(principal.caller().arn(), principal, InputMerge::principals);
      }
      state.others().stream()
          .filter(other -> other.type() == PolicyType.VPC_ENDPOINT)
          .forEach(endpoints::add);
      gaps.addAll(state.gaps());
      state.others().forEach(other -> requireUnstated(other, none));
    }
    for (InputState state : states) {
      state.keys().forEach(key -> closeGaps(key, keys, gaps));
    }
    PolicyDirectoryBuilder builder = new PolicyDirectoryBuilder();
    none.stream().filter(layer -> !layer.equals("grants")).forEach(builder::none);
    keys.values().forEach(key -> add(key, none.contains("grants"), gaps, builder));
    principals
        .values()
        .forEach(
            principal ->
                builder.principal(principal.caller(), principal.identity(), principal.boundary()));
    addEndpoint(endpoints, none, builder);
    more.accept(builder);
    return new PolicyInput(
        builder.build(), Optional.empty(), builder, keys, principals, List.copyOf(gaps));
  }

  /** Another file may hold what one leaves open. */
  private static void closeGaps(
      InputKey read, Map<KmsResource.Key, InputKey> keys, List<InputGap> gaps) {
    InputKey merged = keys.getOrDefault(read.key(), read);
    if (!(merged.policy() instanceof PolicyLayer.Unknown)) {
      gaps.removeIf(
          gap -> gap.name().equals(read.name()) && gap.layer().equals(InputGap.KEY_POLICY));
    }
  }

  private static void add(
      InputKey key, boolean noOtherGrants, List<InputGap> gaps, PolicyDirectoryBuilder builder) {
    boolean open =
        gaps.stream()
            .anyMatch(gap -> gap.name().equals(key.name()) && gap.layer().equals(InputGap.GRANTS));
    GrantLayer grants =
        noOtherGrants && !open ? new GrantLayer.Known(key.listedGrants()) : key.grants();
    builder.key(key.key(), key.policy(), grants);
    key.aliases().forEach(alias -> builder.alias(key.key(), alias));
  }

  /**
   * A policy of an organization in a file is no layer, because no file says what all levels above
   * an account have. But it shows that the layer is not none.
   */
  private static void requireUnstated(InputPolicy other, Set<String> none) {
    String layer =
        switch (other.type()) {
          case SERVICE_CONTROL -> "serviceControl";
          case RESOURCE_CONTROL -> "resourceControl";
          case IDENTITY, PERMISSIONS_BOUNDARY, SESSION, KEY, VPC_ENDPOINT -> "";
        };
    if (none.contains(layer)) {
      throw new BadInputException(
          "--none: the file has the policy `"
              + other.name()
              + "` of an organization, and to which accounts it applies is not known; leave out `"
              + layer
              + "`, then the layer is unknown");
    }
  }

  private static void addEndpoint(
      List<InputPolicy> endpoints, Set<String> none, PolicyDirectoryBuilder builder) {
    if (endpoints.isEmpty()) {
      return;
    }
    if (none.contains("vpcEndpoint")) {
      throw new BadInputException(
          "--none: the policy of the VPC endpoint `" + endpoints.get(0).name() + "` is given");
    }
    builder.endpoint(endpoints.size() == 1 ? endpoints.get(0).layer() : PolicyLayer.unknown());
  }

  /** The policies. */
  public PolicyDirectory directory() {
    return directory;
  }

  /** The folder of a policy directory; empty for files. */
  public Optional<Path> root() {
    return root;
  }

  /** The keys of files, by key. */
  public Map<KmsResource.Key, InputKey> keys() {
    return keys;
  }

  /** The users and roles of files; a role by any of its sessions. */
  public List<Caller.AccountCaller> principals() {
    return principals.values().stream().map(InputPrincipal::caller).toList();
  }

  /** What the files leave open. */
  public List<InputGap> gaps() {
    return gaps;
  }

  /** The builder of the policies of files, which writes them. */
  public PolicyDirectoryBuilder builder() {
    return builder;
  }

  /** Names on standard error what the files leave open. */
  public PolicyInput report(CliContext context) {
    gaps.stream()
        .limit(SHOWN)
        .forEach(gap -> context.err().println(Quoting.escape(gap.toString())));
    if (gaps.size() > SHOWN) {
      context
          .err()
          .println((gaps.size() - SHOWN) + " more gaps; `kms-policy import` lists all of them");
    }
    return this;
  }
}
