package io.kmspolicy.inputs.join;

import io.kmspolicy.directory.AssumedNone;
import io.kmspolicy.directory.PolicyDirectory;
import io.kmspolicy.directory.PolicyDirectoryBuilder;
import io.kmspolicy.inputs.InputGap;
import io.kmspolicy.inputs.InputKey;
import io.kmspolicy.inputs.InputPolicy;
import io.kmspolicy.inputs.InputPrincipal;
import io.kmspolicy.inputs.InputState;
import io.kmspolicy.model.json.JsonTree;
import io.kmspolicy.model.json.LayerName;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.problem.BadInputException;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.text.Quoting;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
  private final List<InputPrincipal> principals;
  private final List<InputGap> gaps;
  private final List<String> assumptions;

  /** A VPC endpoint for KMS in a file. */
  private record Endpoint(InputSource source, InputPolicy policy) {}

  private PolicyInput(
      PolicyDirectory directory,
      Optional<Path> root,
      PolicyDirectoryBuilder builder,
      Map<KmsResource.Key, InputKey> keys,
      List<InputPrincipal> principals,
      List<InputGap> gaps,
      List<String> assumptions) {
    this.directory = directory;
    this.root = root;
    this.builder = builder;
    this.keys = keys;
    this.principals = principals;
    this.gaps = gaps;
    this.assumptions = assumptions;
  }

  /**
   * The state of a key in its description, such as {@code Enabled} or {@code PendingDeletion};
   * empty if no file says it. No decision depends on it (rule 5.20).
   */
  public String keyState(KmsResource.Key key) {
    if (root.isEmpty()) {
      return "";
    }
    Path file =
        root.get()
            .resolve(key.accountId())
            .resolve("keys")
            .resolve(key.region())
            .resolve(key.keyId())
            .resolve("key.json");
    try {
      return JsonTree.parsed(Files.readString(file))
          .flatMap(text -> text.member("KeyMetadata"))
          .flatMap(metadata -> metadata.member("KeyState"))
          .flatMap(JsonTree::string)
          .orElse("");
    } catch (IOException notThere) {
      return "";
    }
  }

  public static PolicyInput ofDirectory(Path root, PolicyDirectory directory) {
    return new PolicyInput(
        directory,
        Optional.of(root),
        new PolicyDirectoryBuilder(),
        Map.of(),
        List.of(),
        List.of(),
        List.of());
  }

  /**
   * The policies of files.
   *
   * @param assumed the layers that are stated to be none
   */
  public static PolicyInput of(List<InputSource> sources, AssumedNone assumed) {
    return of(sources, assumed, unchanged -> {});
  }

  /** The policies of files, with layers that they do not hold. */
  public static PolicyInput of(
      List<InputSource> sources, AssumedNone assumed, Consumer<PolicyDirectoryBuilder> more) {
    List<Endpoint> endpoints = new ArrayList<>();
    AssumedNone none = assumed;
    for (InputSource source : sources) {
      none = unsaid(none, source.state());
      source.state().others().stream()
          .filter(other -> other.type() == PolicyType.VPC_ENDPOINT)
          .forEach(other -> endpoints.add(new Endpoint(source, other)));
    }
    InputMerge merged = new InputMerge(sources);
    List<InputGap> gaps = new ArrayList<>(merged.gaps());
    PolicyDirectoryBuilder builder = new PolicyDirectoryBuilder();
    none.without(LayerName.GRANTS).layers().forEach(builder::none);
    for (InputKey key : merged.keys().values()) {
      boolean noOthers = none.has(LayerName.GRANTS) && !merged.hasOpenGrants(key.key());
      builder.key(
          key.key(),
          key.policy(),
          noOthers ? new GrantLayer.Known(key.listedGrants()) : key.grants());
      key.aliases().forEach(alias -> builder.alias(key.key(), alias));
    }
    merged
        .principals()
        .forEach(
            principal ->
                builder.principal(principal.caller(), principal.identity(), principal.boundary()));
    addEndpoint(endpoints, merged.keys().keySet(), gaps, builder);
    more.accept(builder);
    return new PolicyInput(
        builder.build(),
        Optional.empty(),
        builder,
        merged.keys(),
        merged.principals(),
        List.copyOf(gaps),
        InputAssumptions.of(sources));
  }

  /**
   * The layers that are none as far as a file says nothing of them. A policy of an organization in
   * a file is no layer, because no file says what all levels above an account have. But it shows
   * that the layer is not none.
   *
   * @throws BadInputException if a layer of which the file has a policy is named as none
   */
  public static AssumedNone unsaid(AssumedNone assumed, InputState state) {
    AssumedNone none = assumed;
    for (InputPolicy other : state.others()) {
      LayerName layer =
          switch (other.type()) {
            case SERVICE_CONTROL -> LayerName.SERVICE_CONTROL;
            case RESOURCE_CONTROL -> LayerName.RESOURCE_CONTROL;
            case VPC_ENDPOINT -> LayerName.VPC_ENDPOINT;
            case IDENTITY, PERMISSIONS_BOUNDARY, SESSION, KEY -> LayerName.KEY;
          };
      if (assumed.named().contains(layer)) {
        throw new BadInputException(
            AssumedNone.OPTION
                + ": "
                + (layer == LayerName.VPC_ENDPOINT
                    ? "the policy of the VPC endpoint `" + other.name() + "` is given"
                    : "the file has the policy `"
                        + other.name()
                        + "` of an organization, and to which accounts it applies is not known")
                + "; leave out `"
                + layer.word()
                + "`, then the layer is "
                + (layer == LayerName.VPC_ENDPOINT ? "that of the file" : "unknown"));
      }
      none = none.without(layer);
    }
    return none;
  }

  private static void addEndpoint(
      List<Endpoint> endpoints,
      Set<KmsResource.Key> keys,
      List<InputGap> gaps,
      PolicyDirectoryBuilder builder) {
    if (endpoints.isEmpty()) {
      return;
    }
    InputPolicy first = endpoints.get(0).policy();
    boolean isOnly = endpoints.size() == 1;
    List<KmsResource.Key> elsewhere =
        keys.stream().filter(key -> !key.region().equals(first.region())).toList();
    if (isOnly && !first.region().isEmpty() && !elsewhere.isEmpty()) {
      gaps.add(
          new InputGap(
              first.name(),
              "endpoint policy",
              "the endpoint is in "
                  + first.region()
                  + ", and the key `"
                  + elsewhere.get(0).arn()
                  + "` is not",
              SourceLocation.at(endpoints.get(0).source().name(), "", 1, 1)));
      isOnly = false;
    }
    builder.endpoint(isOnly ? first.layer() : PolicyLayer.unknown());
    if (isOnly && !first.region().isEmpty()) {
      builder.endpointRegion(first.region());
    }
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
    return principals.stream().map(InputPrincipal::caller).toList();
  }

  /** What the files leave open. */
  public List<InputGap> gaps() {
    return gaps;
  }

  /** What is taken as known though the files do not say it. */
  public List<String> assumptions() {
    return assumptions;
  }

  /** Names on a writer what is taken as known though the files do not say it. */
  public void reportAssumptions(PrintWriter err) {
    assumptions.forEach(text -> err.println(Quoting.escape(text)));
  }

  /** The builder of the policies of files, which writes them. */
  public PolicyDirectoryBuilder builder() {
    return builder;
  }

  /** Names on a writer what is taken as known, and what the files leave open. */
  public PolicyInput report(PrintWriter err) {
    reportAssumptions(err);
    gaps.stream().limit(SHOWN).forEach(gap -> err.println(Quoting.escape(gap.toString())));
    if (gaps.size() > SHOWN) {
      err.println((gaps.size() - SHOWN) + " more gaps; `kms-policy import` lists all of them");
    }
    return this;
  }
}
