package io.kmspolicy.inputs.shape;

import io.kmspolicy.inputs.others.PublishedPolicies;
import io.kmspolicy.inputs.tree.Place;
import io.kmspolicy.inputs.tree.SourceNode.Unresolved;
import io.kmspolicy.model.policy.PolicyType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The users, groups and roles of a file, the policies that are attached to them, and the members of
 * groups. Everything has an id, which the form of the file chooses; the order of the calls does not
 * matter.
 */
public final class PrincipalGraph {

  private final Map<String, PrincipalSketch> principals = new LinkedHashMap<>();
  private final Map<String, LayerSketch> groups = new LinkedHashMap<>();
  private final Map<String, LayerSketch> managed = new LinkedHashMap<>();
  private final List<Edge> attachments = new ArrayList<>();
  private final List<Edge> boundaries = new ArrayList<>();
  private final List<Edge> memberships = new ArrayList<>();

  private record Edge(String from, String to, Place place) {}

  /** A graph without anything. */
  public PrincipalGraph() {}

  /** Adds a user or role. */
  public void addPrincipal(String id, PrincipalSketch principal) {
    principals.put(id, principal);
  }

  /** Adds a group with the policies that it holds itself. */
  public void addGroup(String id, LayerSketch policies) {
    groups.put(id, policies);
  }

  /** Adds a managed policy. */
  public void addManaged(String id, Candidate document) {
    LayerSketch layer = new LayerSketch();
    layer.add(document);
    managed.put(id, layer);
  }

  /** The policies of a user, role or group itself; empty if the file does not define it. */
  public Optional<LayerSketch> policiesOf(String id) {
    return Optional.ofNullable(principals.get(id))
        .map(PrincipalSketch::identity)
        .or(() -> Optional.ofNullable(groups.get(id)));
  }

  /** Attaches a managed policy to a user, role or group. */
  public void attach(String id, String policy, Place place) {
    attachments.add(new Edge(id, policy, place));
  }

  /** The managed policies that are attached to a user, role or group itself. */
  Set<String> attachedTo(String id) {
    return attachments.stream()
        .filter(edge -> edge.from().equals(id))
        .map(Edge::to)
        .collect(Collectors.toSet());
  }

  /** The users, roles and groups with managed policies that fulfill a condition. */
  Set<String> holders(Predicate<String> policy) {
    return attachments.stream()
        .filter(edge -> policy.test(edge.to()))
        .map(Edge::from)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** The members of a group. */
  Set<String> members(String group) {
    return memberships.stream()
        .filter(edge -> edge.to().equals(group))
        .map(Edge::from)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** Makes a managed policy the boundary of a user or role. */
  public void bound(String id, String policy, Place place) {
    boundaries.add(new Edge(id, policy, place));
  }

  /** Makes a user a member of a group. */
  public void join(String user, String group, Place place) {
    memberships.add(new Edge(user, group, place));
  }

  /** The users and roles with all their policies. */
  public List<PrincipalSketch> resolve() {
    for (Edge edge : attachments) {
      policiesOf(edge.from()).ifPresent(layer -> layer.addAll(managed(edge)));
    }
    for (Edge edge : boundaries) {
      Optional.ofNullable(principals.get(edge.from()))
          .ifPresent(principal -> addBoundary(principal.boundary(), managed(edge)));
    }
    for (Edge edge : memberships) {
      policiesOf(edge.from()).ifPresent(layer -> layer.addAll(group(edge)));
    }
    return List.copyOf(principals.values());
  }

  private static void addBoundary(LayerSketch boundary, LayerSketch policy) {
    policy.open().forEach(boundary::leaveOpen);
    policy.documents().forEach(found -> boundary.add(asBoundary(found)));
    policy
        .published()
        .forEach(
            found ->
                boundary.leaveToAws(
                    new LayerSketch.Published(
                        found.reason(), found.document().map(PrincipalGraph::asBoundary))));
  }

  private static Candidate asBoundary(Candidate policy) {
    return new Candidate(policy.name(), PolicyType.PERMISSIONS_BOUNDARY, policy.document());
  }

  private LayerSketch managed(Edge edge) {
    LayerSketch known = managed.get(edge.to());
    if (known != null) {
      return known;
    }
    Optional<Candidate> published =
        PublishedPolicies.document(edge.to(), edge.place())
            .map(document -> new Candidate(edge.to(), PolicyType.IDENTITY, document));
    if (published.isEmpty() && !PublishedPolicies.saysNothingOfKms(edge.to())) {
      return missing("policy", edge);
    }
    LayerSketch layer = new LayerSketch();
    layer.leaveToAws(new LayerSketch.Published(notInFile("policy", edge), published));
    return layer;
  }

  private LayerSketch group(Edge edge) {
    LayerSketch known = groups.get(edge.to());
    return known != null ? known : missing("group", edge);
  }

  private static LayerSketch missing(String kind, Edge edge) {
    LayerSketch layer = new LayerSketch();
    layer.leaveOpen(notInFile(kind, edge));
    return layer;
  }

  private static Unresolved notInFile(String kind, Edge edge) {
    return new Unresolved("the " + kind + " `" + edge.to() + "` is not in the file", edge.place());
  }
}
