package io.kmspolicy.collect.aws;

import io.kmspolicy.collect.aws.Requests.Page;
import io.kmspolicy.model.json.JsonTree;
import io.kmspolicy.model.json.JsonWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the service and resource control policies of an account from Organizations. An account in
 * no organization and the management account have none; neither has an account of an organization
 * in which the type is not enabled.
 */
final class OrganizationReading {

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,128}");
  private static final int MAX_LEVELS = 9;

  /** The code of {@code DescribeOrganization} for an account in no organization. */
  private static final String NOT_IN_USE = "AWSOrganizationsNotInUseException";

  private final OrganizationsApi api;
  private final String account;
  private final Map<String, String> documents = new HashMap<>();
  private @Nullable Organization organization;

  /**
   * The organization.
   *
   * @param id empty if the account is in none
   */
  private record Organization(String id, boolean isManagedByAccount) {}

  OrganizationReading(OrganizationsApi api, String account) {
    this.api = api;
    this.account = account;
  }

  /** The id of the organization; empty if the account is in none or it is not known. */
  Optional<String> id() {
    try {
      return Optional.of(organization().id()).filter(id -> !id.isEmpty());
    } catch (RefusedException refused) {
      return Optional.empty();
    }
  }

  /** The policies of one type. */
  List<LayerReading> read(Subject.Control control) {
    ControlType type = control.type();
    return List.of(LayerReading.of(type.layer(), () -> levels(type)));
  }

  private Organization organization() {
    Organization known = organization;
    if (known == null) {
      known = described();
      organization = known;
    }
    return known;
  }

  private Organization described() {
    try {
      JsonTree found =
          api.call("DescribeOrganization", "{}")
              .member("Organization")
              .orElseThrow(() -> new RefusedException("incomplete response: no organization"));
      return new Organization(text(found, "Id"), text(found, "MasterAccountId").equals(account));
    } catch (RefusedException refused) {
      if (String.valueOf(refused.getMessage()).contains(NOT_IN_USE)) {
        return new Organization("", false);
      }
      throw refused;
    }
  }

  private Map<String, String> levels(ControlType type) {
    Organization known = organization();
    Map<String, String> files = new LinkedHashMap<>();
    if (known.id().isEmpty() || known.isManagedByAccount()) {
      return files;
    }
    List<String> path = path();
    if (!isEnabled(type, path.get(0))) {
      return files;
    }
    for (int i = 0; i < path.size(); i++) {
      String level = (i + 1) + "-" + path.get(i);
      files.put(level + "/", "");
      for (String policy : policiesOf(type, path.get(i))) {
        files.put(level + "/" + policy + ".json", document(type, policy));
      }
    }
    return files;
  }

  /** The root, the units and the account. */
  private List<String> path() {
    List<String> path = new ArrayList<>(List.of(account));
    String parentType = "";
    while (!parentType.equals("ROOT")) {
      List<JsonTree> parents = all("ListParents", "Parents", Map.of("ChildId", path.get(0)));
      if (parents.size() != 1 || path.size() > MAX_LEVELS) {
        throw new RefusedException("organizations:ListParents: the path to the root is not clear");
      }
      path.add(0, id(parents.get(0), "Id"));
      parentType = text(parents.get(0), "Type");
    }
    return path;
  }

  private boolean isEnabled(ControlType type, String rootId) {
    for (JsonTree root : all("ListRoots", "Roots", Map.of())) {
      if (text(root, "Id").equals(rootId)) {
        String status = status(root, type);
        if (!status.isEmpty() && !status.equals("ENABLED")) {
          throw new RefusedException("organizations:ListRoots: " + type.filter() + ": " + status);
        }
        return !status.isEmpty();
      }
    }
    throw new RefusedException("organizations:ListRoots: the root " + rootId + " is not listed");
  }

  /** The status of a policy type; empty if it was never enabled. */
  private static String status(JsonTree root, ControlType type) {
    if (root.member("PolicyTypes").orElse(root) instanceof JsonTree.Elements types) {
      for (JsonTree listed : types.elements()) {
        if (text(listed, "Type").equals(type.filter())) {
          return text(listed, "Status");
        }
      }
      return "";
    }
    throw new RefusedException("incomplete response: a root has no policy types");
  }

  private List<String> policiesOf(ControlType type, String target) {
    return all(
            "ListPoliciesForTarget",
            "Policies",
            Map.of("TargetId", target, "Filter", type.filter()))
        .stream()
        .map(policy -> id(policy, "Id"))
        .sorted()
        .toList();
  }

  private String document(ControlType type, String policy) {
    String text = documents.get(policy);
    if (text == null) {
      JsonTree answer = api.call("DescribePolicy", input(Map.of("PolicyId", policy)));
      text = text(answer.at("/Policy"), "Content");
      documents.put(policy, text);
    }
    return CheckedText.policy(type.policyType(), policy, text);
  }

  private List<JsonTree> all(String operation, String member, Map<String, String> input) {
    return Requests.all("organizations:" + operation, from -> page(operation, member, input, from));
  }

  private Page<JsonTree> page(
      String operation, String member, Map<String, String> input, @Nullable String from) {
    Map<String, String> members = new LinkedHashMap<>(input);
    if (from != null) {
      members.put("NextToken", from);
    }
    JsonTree answer = api.call(operation, input(members));
    if (answer.member(member).orElse(answer) instanceof JsonTree.Elements items) {
      String next = answer.member("NextToken").flatMap(JsonTree::string).orElse("");
      return new Page<>(items.elements(), !next.isEmpty(), next);
    }
    throw new RefusedException("incomplete response: it has no " + member);
  }

  private static String input(Map<String, String> members) {
    return JsonWriter.text(
        JsonWriter.Layout.COMPACT, out -> out.object(() -> members.forEach(out::member)));
  }

  private static String text(JsonTree object, String member) {
    return object
        .member(member)
        .flatMap(JsonTree::string)
        .orElseThrow(() -> new RefusedException("incomplete response: it has no " + member));
  }

  private static String id(JsonTree object, String member) {
    String id = text(object, member);
    if (!ID.matcher(id).matches()) {
      throw new RefusedException("incomplete response: " + member + " is no id");
    }
    return id;
  }
}
