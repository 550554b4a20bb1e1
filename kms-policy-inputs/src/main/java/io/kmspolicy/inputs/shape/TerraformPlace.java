package io.kmspolicy.inputs.shape;

import io.kmspolicy.inputs.tree.DocumentWriter;
import io.kmspolicy.inputs.tree.OpenContent;
import io.kmspolicy.inputs.tree.SourceNode;
import io.kmspolicy.model.catalogue.Partition;
import io.kmspolicy.model.json.OpaqueText;
import io.kmspolicy.model.json.OpaqueText.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The account and the Region of resources whose ARNs a plan or state does not hold yet.
 *
 * @param account the account that the user states; empty if none is stated
 * @param region the Region that the user states; empty if none is stated
 */
record TerraformPlace(
    TerraformResources before, TerraformResources after, String account, String region) {

  private static final String REGION = "region";
  private static final String PROVIDER = "provider_config_key";
  private static final String DEFAULT_PROVIDER = "aws";

  private static final int ARN_REGION = 3;
  private static final int ARN_ACCOUNT = 4;

  /** The types whose ARNs have the account of the provider. */
  private static final Set<String> OWN_ARNS =
      Set.of("aws_kms_key", "aws_kms_replica_key", "aws_iam_role", "aws_iam_user");

  /** The arguments that decide about the ARN of a role. */
  private static final List<String> NAMES = List.of("name", "name_prefix", "path");

  /**
   * The account of a resource; empty if it is not known. What is stated is the account of the
   * default provider, and of the providers that differ from it by the Region only.
   */
  String accountOf(TerraformResource resource) {
    String key = provider(resource);
    boolean isDefault = hasDefaultAccount(key);
    return isDefault && !account.isEmpty()
        ? account
        : accountInData(after, key, isDefault)
            .or(() -> accountInData(before, key, isDefault))
            .or(() -> beside(key, ARN_ACCOUNT, found -> true))
            .orElse("");
  }

  /**
   * A part of the ARNs of what the same provider manages already, of which the plan tells the ARNs;
   * empty if they differ.
   */
  private Optional<String> beside(String provider, int part, Predicate<TerraformResource> filter) {
    if (provider.isEmpty()) {
      return Optional.empty();
    }
    Set<String> found =
        after
            .managed(other -> OWN_ARNS.contains(other.type()) && provider(other).equals(provider))
            .stream()
            .filter(filter)
            .flatMap(other -> other.string("arn").stream())
            .map(arn -> arn.split(":", -1))
            .map(parts -> parts.length > part ? parts[part] : "")
            .collect(Collectors.toSet());
    return found.size() == 1
        ? found.stream().filter(value -> !value.isEmpty()).findFirst()
        : Optional.empty();
  }

  private Optional<String> accountInData(
      TerraformResources side, String provider, boolean isDefault) {
    return side.onlyData(
        "aws_caller_identity",
        "account_id",
        source ->
            isDefault
                ? hasDefaultAccount(provider(source))
                : provider(source).equals(provider) && !provider.isEmpty());
  }

  private boolean hasDefaultAccount(String key) {
    Map<String, SourceNode> providers = after.providers();
    Set<String> all =
        providers.values().stream().map(TerraformPlace::credentials).collect(Collectors.toSet());
    SourceNode own = providers.get(key);
    SourceNode first = providers.get(DEFAULT_PROVIDER);
    return all.size() < 2
        || key.equals(DEFAULT_PROVIDER)
        || (own != null && first != null && credentials(own).equals(credentials(first)));
  }

  /** What a provider has besides its Region, which may say its account. */
  private static String credentials(SourceNode provider) {
    List<SourceNode.Member> members =
        provider.member("expressions").map(SourceNode::members).orElse(List.of()).stream()
            .filter(member -> !member.name().equals(REGION))
            .filter(member -> !member.name().equals("default_tags"))
            .toList();
    return new DocumentWriter(new SourceNode.Members(members, provider.place())).json();
  }

  /** What is not known of a resource without an ARN, and how to state it. */
  SourceNode.Unresolved missing(TerraformResource resource) {
    String provider = provider(resource);
    if (!hasDefaultAccount(provider)) {
      return resource.because(
          "the file does not say the account and the Region of its provider `" + provider + "`");
    }
    if (accountOf(resource).isEmpty()) {
      return resource.because("the account is not known; state it with --account");
    }
    return resource.because(
        provider.isEmpty() || provider.equals(DEFAULT_PROVIDER)
            ? "the Region is not known; state it with --region"
            : "the file does not say the Region of its provider `" + provider + "`");
  }

  /**
   * The Region of a resource: its own, or the one of its provider. What is stated, or is in a data
   * source, is the Region of the default provider, and of the only one.
   */
  Optional<String> regionOf(TerraformResource resource) {
    Optional<String> own =
        resource.string(REGION).or(() -> resource.string("arn").flatMap(TerraformPlace::regionIn));
    if (own.isPresent()) {
      return own;
    }
    boolean isOpen = resource.isOpen(REGION) && !after.expressions(resource, REGION).isEmpty();
    if (isOpen || !after.isConfigured()) {
      return Optional.empty();
    }
    Map<String, SourceNode> providers = after.providers();
    String key = provider(resource);
    SourceNode provider = providers.get(key);
    if (provider == null && providers.size() == 1) {
      provider = providers.values().iterator().next();
    }
    Optional<String> constant =
        Optional.ofNullable(provider)
            .flatMap(found -> found.text("expressions", REGION, "constant_value"));
    boolean isDefault = providers.size() < 2 || (provider != null && key.equals(DEFAULT_PROVIDER));
    return constant
        .or(() -> isDefault ? stated(key) : Optional.empty())
        .or(
            () ->
                beside(
                    key,
                    ARN_REGION,
                    other ->
                        other.type().startsWith("aws_kms_")
                            && after.expressions(other, REGION).isEmpty()));
  }

  /** The key of the configuration of a resource's provider; empty if the file does not say it. */
  String provider(TerraformResource resource) {
    return after.block(resource).flatMap(block -> block.text(PROVIDER)).orElse("");
  }

  private static Optional<String> regionIn(String arn) {
    String[] parts = arn.split(":", -1);
    return parts.length > ARN_REGION && !parts[ARN_REGION].isEmpty()
        ? Optional.of(parts[ARN_REGION])
        : Optional.empty();
  }

  private Optional<String> stated(String provider) {
    return region.isEmpty()
        ? inData(after, provider).or(() -> inData(before, provider))
        : Optional.of(region);
  }

  /** The Region in the data sources of a provider that state no other Region. */
  private Optional<String> inData(TerraformResources side, String provider) {
    return side.onlyData(
        "aws_region",
        "name",
        source ->
            after.expressions(source, REGION).isEmpty()
                && (provider.isEmpty()
                    || provider(source).isEmpty()
                    || provider(source).equals(provider)));
  }

  /** The partition of all resources. */
  private String partition() {
    Map<String, SourceNode> providers = after.providers();
    Optional<SourceNode> provider =
        providers.size() == 1
            ? providers.values().stream().findFirst()
            : Optional.ofNullable(providers.get(DEFAULT_PROVIDER));
    Optional<String> constant =
        provider.flatMap(found -> found.text("expressions", REGION, "constant_value"));
    return Partition.ofRegion(stated("").or(() -> constant).orElse(""));
  }

  /**
   * The ARN of a role that the plan creates, with an opaque part for its path and name.
   *
   * @param reference the expression for the ARN
   */
  String openRoleArn(TerraformResource role, String reference) {
    String owner = accountOf(role);
    String provider = provider(role);
    String of = provider.isEmpty() ? DEFAULT_PROVIDER : provider;
    return "arn:"
        + regionOf(role)
            .map(Partition::ofRegion)
            .orElseGet(() -> OpaqueText.of(Kind.PARTITION, "the partition of `" + of + "`"))
        + ":iam::"
        + (owner.isEmpty() ? OpaqueText.of(Kind.ACCOUNT, "the account of `" + of + "`") : owner)
        + ":role/"
        + OpaqueText.of(Kind.ROLE_NAME, reference, definition(role));
  }

  /** What identifies the ARN of a role that the plan creates: in another plan it may be another. */
  private String definition(TerraformResource role) {
    boolean isExpressed =
        NAMES.stream()
            .anyMatch(name -> role.isOpen(name) && !after.expressions(role, name).isEmpty());
    if (isExpressed) {
      return after.content();
    }
    List<SourceNode.Member> known = new ArrayList<>();
    for (String name : NAMES) {
      role.value(name)
          .ifPresent(value -> known.add(new SourceNode.Member(name, value.place(), value)));
    }
    Optional.ofNullable(after.providers().get(provider(role)))
        .ifPresent(value -> known.add(new SourceNode.Member(PROVIDER, value.place(), value)));
    return OpenContent.of(List.of(new SourceNode.Members(known, role.node().place())));
  }

  /**
   * The ARN of a user or role; empty if its path, its name or the account is not known. A plan that
   * renames or moves a user still has the ARN of today.
   */
  Optional<String> principalArn(TerraformResource principal, String kind) {
    Optional<String> known = principal.string("arn");
    Optional<String> name = principal.string("name");
    Optional<String> path = principal.string("path");
    if (principal.isOpen("name") || principal.isOpen("path")) {
      return Optional.empty();
    }
    if (name.isEmpty() || (known.isPresent() && path.isEmpty())) {
      return known;
    }
    String own =
        known
            .map(arn -> arn.substring(0, Math.max(0, arn.indexOf(":" + kind + "/"))))
            .orElseGet(() -> account(principal));
    return own.isEmpty()
        ? Optional.empty()
        : Optional.of(own + ":" + kind + path.orElse("/") + name.get());
  }

  /** The beginning of the ARN of a user or role; empty if the account is not known. */
  private String account(TerraformResource principal) {
    String owner = accountOf(principal);
    return owner.isEmpty() ? "" : "arn:" + partition() + ":iam::" + owner;
  }
}
