package io.kmspolicy.model.reader;

import io.kmspolicy.model.json.JsonCursor;
import io.kmspolicy.model.json.LayerName;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.SourceLocation;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the {@code policies} of a scenario into a policy set in which every layer is initially
 * <em>none</em>.
 */
final class LayersParser {

  private final JsonCursor cursor;
  private final PolicySet.Builder set;
  private final DocumentSource documents;

  private LayersParser(JsonCursor cursor, PolicySet.Builder set, DocumentSource documents) {
    this.cursor = cursor;
    this.documents = documents;
    this.set = set;
  }

  /** Reads the object at the cursor. */
  static void parse(JsonCursor cursor, PolicySet.Builder set, DocumentSource documents) {
    cursor.object("an object", new LayersParser(cursor, set, documents)::member);
  }

  private void member(String name) {
    LayerName.ofText(name)
        .ifPresentOrElse(
            this::layer, () -> cursor.unknownMember(name, "`policies`", LayerName.texts()));
  }

  private void layer(LayerName name) {
    switch (name) {
      case IDENTITY -> set.identity(new PolicyLayer.Attached(policies(PolicyType.IDENTITY)));
      case PERMISSIONS_BOUNDARY ->
          set.permissionsBoundary(PolicyLayer.of(policy(PolicyType.PERMISSIONS_BOUNDARY)));
      case SESSION -> session();
      case SERVICE_CONTROL -> set.serviceControl(levels(PolicyType.SERVICE_CONTROL));
      case RESOURCE_CONTROL -> set.resourceControl(levels(PolicyType.RESOURCE_CONTROL));
      case KEY -> set.key(PolicyLayer.of(policy(PolicyType.KEY)));
      case GRANTS -> set.grants(new GrantLayer.Known(grants()));
      case VPC_ENDPOINT -> set.vpcEndpoint(PolicyLayer.of(policy(PolicyType.VPC_ENDPOINT)));
    }
  }

  /** Reads session policies. An empty array is equivalent to an absent member. */
  private void session() {
    List<NamedPolicy> policies = policies(PolicyType.SESSION);
    set.session(policies.isEmpty() ? PolicyLayer.none() : new PolicyLayer.Attached(policies));
  }

  private List<NamedPolicy> policies(PolicyType type) {
    List<NamedPolicy> policies = new ArrayList<>();
    cursor.array("an array of policies", () -> policies.add(policy(type)));
    return policies;
  }

  private NamedPolicy policy(PolicyType type) {
    return NamedPolicyParser.parse(cursor, type, documents);
  }

  private OrganizationLayer levels(PolicyType type) {
    List<OrganizationLayer.Level> levels = new ArrayList<>();
    cursor.array("an array of levels, root first", () -> levels.add(new LevelParser(type).level()));
    return new OrganizationLayer.Levels(levels);
  }

  private List<Grant> grants() {
    List<Grant> grants = new ArrayList<>();
    cursor.array("an array of grants", () -> grants.add(GrantParser.parse(cursor)));
    return grants;
  }

  /** Reads one level of an organization. */
  private final class LevelParser {

    private final PolicyType type;
    private String target = "";
    private List<NamedPolicy> policies = List.of();

    LevelParser(PolicyType type) {
      this.type = type;
    }

    OrganizationLayer.Level level() {
      SourceLocation start = cursor.valueLocation();
      cursor
          .object("an object with `target` and `policies`", this::member)
          .ifPresent(
              names -> {
                cursor.require(names, start, "the level", "target");
                cursor.require(names, start, "the level", "policies");
              });
      return new OrganizationLayer.Level(target, policies);
    }

    private void member(String name) {
      switch (name) {
        case "target" -> cursor.someText("a string").ifPresent(text -> target = text);
        case "policies" -> policies = policies(type);
        default -> cursor.unknownMember(name, "a level", List.of("target", "policies"));
      }
    }
  }
}
