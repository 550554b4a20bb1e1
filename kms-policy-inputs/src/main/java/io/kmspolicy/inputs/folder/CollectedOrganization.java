package io.kmspolicy.inputs.folder;

import io.kmspolicy.model.json.JsonTree;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The organization policies of the accounts of a collected folder. The layer of an account is
 * unknown where a policy or a level is missing.
 *
 * @param serviceControl the service control policies by account
 * @param resourceControl the resource control policies by account
 */
record CollectedOrganization(
    Map<String, OrganizationLayer> serviceControl, Map<String, OrganizationLayer> resourceControl) {

  private static final int MAX_LEVELS = 10;

  static CollectedOrganization read(CollectedFiles files, Path folder) throws IOException {
    Optional<JsonTree> metadata = files.tree(folder.resolve("metadata.json"));
    Map<String, JsonTree> accounts = members(files.tree(folder.resolve("accounts.json")));
    Map<String, JsonTree> units = members(files.tree(folder.resolve("ous.json")));
    Reader reader = new Reader(files, folder, accounts, units, metadata);
    return new CollectedOrganization(
        reader.layers("scps", "SERVICE_CONTROL_POLICY", PolicyType.SERVICE_CONTROL),
        reader.layers("rcps", "RESOURCE_CONTROL_POLICY", PolicyType.RESOURCE_CONTROL));
  }

  private static Map<String, JsonTree> members(Optional<JsonTree> tree) {
    return tree.isPresent() && tree.get() instanceof JsonTree.Members object
        ? object.members()
        : Map.of();
  }

  /** Reads the layers of one organization. */
  private record Reader(
      CollectedFiles files,
      Path folder,
      Map<String, JsonTree> accounts,
      Map<String, JsonTree> units,
      Optional<JsonTree> metadata) {

    Map<String, OrganizationLayer> layers(String list, String feature, PolicyType type)
        throws IOException {
      Map<String, NamedPolicy> policies = new LinkedHashMap<>();
      for (Path policy : CollectedFiles.folders(folder.resolve(list))) {
        String name = files.text(policy, "metadata", "name").orElse(String.valueOf(policy));
        Optional<NamedPolicy> document = files.policy(policy.resolve("policy.json"), name, type);
        files
            .text(policy, "metadata", "arn")
            .ifPresent(arn -> document.ifPresent(found -> policies.put(arn, found)));
      }
      Optional<Boolean> enabled =
          metadata.flatMap(tree -> tree.member("features")).map(tree -> isEnabled(tree, feature));
      Map<String, OrganizationLayer> layers = new LinkedHashMap<>();
      for (Map.Entry<String, JsonTree> entry : accounts.entrySet()) {
        String account = entry.getKey();
        OrganizationLayer layer = levels(account, entry.getValue(), list, policies);
        if (enabled.isEmpty()) {
          layer = OrganizationLayer.unknown();
        } else if (!enabled.get() || isManagement(account)) {
          layer = OrganizationLayer.none();
        }
        layers.put(account, layer);
      }
      return layers;
    }

    private static boolean isEnabled(JsonTree features, String feature) {
      return features
          .member(feature)
          .filter(value -> value instanceof JsonTree.Scalar flag && flag.text().equals("true"))
          .isPresent();
    }

    /** Organization policies do not affect the management account. */
    private boolean isManagement(String account) {
      return metadata
          .flatMap(tree -> tree.member("rootAccountId"))
          .flatMap(JsonTree::string)
          .filter(account::equals)
          .isPresent();
    }

    private OrganizationLayer levels(
        String account, JsonTree described, String list, Map<String, NamedPolicy> policies) {
      List<OrganizationLayer.Level> levels = new ArrayList<>();
      boolean complete = addLevel(account, described, list, policies, levels);
      Optional<String> unit = text(described, "ou");
      complete &= unit.isPresent();
      while (unit.isPresent() && levels.size() < MAX_LEVELS) {
        JsonTree above = units.get(unit.get());
        if (above == null) {
          return OrganizationLayer.unknown();
        }
        complete &= addLevel(unit.get(), above, list, policies, levels);
        unit = text(above, "parent");
      }
      return complete && unit.isEmpty()
          ? new OrganizationLayer.Levels(levels)
          : OrganizationLayer.unknown();
    }

    private static Optional<String> text(JsonTree tree, String member) {
      return tree.member(member).flatMap(JsonTree::string);
    }

    /** Puts a level before those below it; false if one of its policies is missing. */
    private boolean addLevel(
        String target,
        JsonTree level,
        String list,
        Map<String, NamedPolicy> policies,
        List<OrganizationLayer.Level> levels) {
      Optional<JsonTree> attached = level.member(list);
      if (attached.isEmpty()) {
        return false;
      }
      List<NamedPolicy> found = new ArrayList<>();
      boolean complete = true;
      for (String arn : files.strings(attached.get(), folder)) {
        NamedPolicy policy = policies.get(arn);
        if (policy != null) {
          found.add(policy);
        }
        complete &= policy != null;
      }
      levels.add(0, new OrganizationLayer.Level(target, found));
      return complete;
    }
  }
}
