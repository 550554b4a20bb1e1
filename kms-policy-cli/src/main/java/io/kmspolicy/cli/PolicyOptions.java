package io.kmspolicy.cli;

import io.kmspolicy.cli.input.PolicyTexts;
import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.cli.io.PolicyFiles;
import io.kmspolicy.directory.AssumedNone;
import io.kmspolicy.inputs.PolicyInputs;
import io.kmspolicy.model.json.LayerName;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.problem.BadInputException;
import io.kmspolicy.model.text.SafeText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Option;

/**
 * The options that give policies and grants. A layer without an option is that of the policy
 * directory, or none if there is no directory.
 */
final class PolicyOptions {

  @Option(
      names = "--identity",
      arity = "1..*",
      paramLabel = "FILE",
      description = PolicyFiles.IDENTITY)
  private List<String> identity = new ArrayList<>();

  @Option(names = "--boundary", paramLabel = "FILE", description = "The permissions boundary.")
  private String boundary = "";

  @Option(
      names = "--session",
      arity = "1..*",
      paramLabel = "FILE",
      description = "A session policy; may be repeated.")
  private List<String> session = new ArrayList<>();

  @Option(
      names = "--scp",
      arity = "1..*",
      paramLabel = "LEVEL=FILE",
      description = {
        "A service control policy at a root, unit or account, root first; may be repeated. LEVEL="
            + " is a level without policies."
      })
  private List<String> serviceControl = new ArrayList<>();

  @Option(
      names = "--rcp",
      arity = "1..*",
      paramLabel = "LEVEL=FILE",
      description = "A resource control policy, in the same way.")
  private List<String> resourceControl = new ArrayList<>();

  @Option(names = "--key-policy", paramLabel = "FILE", description = "The key policy.")
  private String keyPolicy = "";

  @Option(
      names = "--grants",
      paramLabel = "FILE",
      description = "The grants on the key, as ListGrants returns them.")
  private String grants = "";

  @Option(
      names = "--endpoint",
      paramLabel = "FILE",
      description = "The policy of the VPC endpoint that the call goes through.")
  private String endpoint = "";

  @Option(
      names = "--unknown-layer",
      paramLabel = "LAYER",
      description = {
        "A layer that is unknown: identity, boundary, session, scp, rcp, key-policy, grants"
            + " or endpoint; may be repeated."
      })
  private List<String> unknownLayers = new ArrayList<>();

  /** The policies: those of the options, and others as they are in {@code base}. */
  PolicySet policies(PolicyFiles plain, PolicyInputs inputs, PolicySet base) {
    PolicyTexts files = new PolicyTexts(plain, inputs);
    PolicySet.Builder policies = base.toBuilder();
    if (!identity.isEmpty()) {
      policies.identity(new PolicyLayer.Attached(read(files, PolicyType.IDENTITY, identity)));
    }
    if (!boundary.isEmpty()) {
      policies.permissionsBoundary(read(files, PolicyType.PERMISSIONS_BOUNDARY, boundary));
    }
    if (!session.isEmpty()) {
      policies.session(new PolicyLayer.Attached(read(files, PolicyType.SESSION, session)));
    }
    if (!serviceControl.isEmpty()) {
      policies.serviceControl(levels(files, PolicyType.SERVICE_CONTROL, "--scp", serviceControl));
    }
    if (!resourceControl.isEmpty()) {
      policies.resourceControl(
          levels(files, PolicyType.RESOURCE_CONTROL, "--rcp", resourceControl));
    }
    if (!keyPolicy.isEmpty()) {
      policies.key(read(files, PolicyType.KEY, keyPolicy));
    }
    if (!endpoint.isEmpty()) {
      policies.vpcEndpoint(read(files, PolicyType.VPC_ENDPOINT, endpoint));
    }
    if (!grants.isEmpty()) {
      policies.grants(new GrantLayer.Known(plain.grants(grants)));
    }
    unknownLayers.forEach(name -> layer(name).makeUnknown(policies));
    return policies.build();
  }

  /** The file of the key policy; empty if no option gives it. */
  Optional<String> keyPolicy() {
    return keyPolicy.isEmpty() ? Optional.empty() : Optional.of(keyPolicy);
  }

  /** The layers that no option gives, and that --unknown-layer does not name. */
  List<String> takenAsNone() {
    Set<LayerName> none = EnumSet.noneOf(LayerName.class);
    for (LayerName layer : LayerName.values()) {
      if (!isGiven(layer)) {
        none.add(layer);
      }
    }
    unknownLayers.forEach(name -> none.remove(layer(name)));
    return none.stream().map(LayerName::word).toList();
  }

  /**
   * Names the spellings of earlier versions on standard error, and refuses layers that are stated
   * to be none, and are given or unknown as well.
   *
   * @throws BadInputException if there is one
   */
  void check(CliContext context, AssumedNone assumed) {
    for (String name : unknownLayers) {
      AssumedNone.layer(
          "--unknown-layer", name, text -> context.err().println("warning: " + SafeText.of(text)));
    }
    for (LayerName layer : assumed.named()) {
      if (isGiven(layer)) {
        throw new BadInputException(
            "--assume-none: `" + layer.word() + "` is given by --" + layer.word());
      }
      if (unknownLayers.stream().anyMatch(name -> layer(name) == layer)) {
        throw new BadInputException(
            "--assume-none: `" + layer.word() + "` is stated as unknown by --unknown-layer");
      }
    }
  }

  /** Replaces layers by those of the options; empty if no option gives one or makes it unknown. */
  Optional<UnaryOperator<PolicySet>> overlay(PolicyFiles plain, PolicyInputs inputs) {
    return unknownLayers.isEmpty() && Arrays.stream(LayerName.values()).noneMatch(this::isGiven)
        ? Optional.empty()
        : Optional.of(base -> policies(plain, inputs, base));
  }

  private boolean isGiven(LayerName layer) {
    return switch (layer) {
      case IDENTITY -> !identity.isEmpty();
      case PERMISSIONS_BOUNDARY -> !boundary.isEmpty();
      case SESSION -> !session.isEmpty();
      case SERVICE_CONTROL -> !serviceControl.isEmpty();
      case RESOURCE_CONTROL -> !resourceControl.isEmpty();
      case KEY -> !keyPolicy.isEmpty();
      case GRANTS -> !grants.isEmpty();
      case VPC_ENDPOINT -> !endpoint.isEmpty();
    };
  }

  private static LayerName layer(String name) {
    return AssumedNone.layer("--unknown-layer", name, former -> {})
        .orElseThrow(
            () ->
                new BadInputException(
                    "--unknown-layer: `"
                        + name
                        + "` is not a layer; it must be one of identity, boundary, session, scp,"
                        + " rcp, key-policy, grants and endpoint"));
  }

  private static PolicyLayer read(PolicyTexts files, PolicyType type, String file) {
    return PolicyLayer.of(files.policy(type, file));
  }

  private static List<NamedPolicy> read(PolicyTexts files, PolicyType type, List<String> names) {
    return names.stream().map(name -> files.policy(type, name)).toList();
  }

  private static OrganizationLayer levels(
      PolicyTexts files, PolicyType type, String option, List<String> pairs) {
    Map<String, List<NamedPolicy>> levels = new LinkedHashMap<>();
    for (String pair : pairs) {
      int equals = pair.indexOf('=');
      if (equals < 1) {
        throw new BadInputException(option + ": `" + pair + "` must be LEVEL=FILE");
      }
      List<NamedPolicy> level =
          levels.computeIfAbsent(pair.substring(0, equals), unused -> new ArrayList<>());
      if (equals < pair.length() - 1) {
        level.add(files.policy(type, pair.substring(equals + 1)));
      }
    }
    List<OrganizationLayer.Level> ordered = new ArrayList<>();
    levels.forEach((target, found) -> ordered.add(new OrganizationLayer.Level(target, found)));
    return new OrganizationLayer.Levels(ordered);
  }
}
