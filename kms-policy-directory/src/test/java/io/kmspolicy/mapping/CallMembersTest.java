package io.kmspolicy.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.catalogue.Confidence;
import io.kmspolicy.model.catalogue.ContextMapping;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.RequestContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The pairs of a request are read once, however many conditions ask for one. */
class CallMembersTest {

  private static final int PAIRS = 10_000;
  private static final int TESTS = 80;

  private static final String SOURCE = "sourceEncryptionContext";
  private static final String DESTINATION = "destinationEncryptionContext";

  private static final ContextMapping PAIR_VALUES = pairsOf("encryptionContext");

  private static ContextMapping pairsOf(String member) {
    return new ContextMapping(
        "kms:EncryptionContext:${key}",
        List.of(member),
        ContextMapping.Rule.ENTRIES,
        ContextMapping.WhenAbsent.ABSENT,
        "",
        List.of(),
        Confidence.DOCUMENTED);
  }

  /** A request with one member, whose pairs are counted when they are read. */
  private static final class CountedRequest implements RequestMembers {

    private final List<Entry> pairs = new ArrayList<>();
    private int reads;

    @Override
    public Optional<Object> value(String path) {
      return Optional.of(pairs);
    }

    @Override
    public Optional<Object> given(String path) {
      return value(path);
    }

    @Override
    public Optional<String> text(String path) {
      return Optional.empty();
    }

    @Override
    public Map<String, Object> withoutBytes() {
      return Map.of();
    }

    @Override
    public List<Entry> entries(Object value) {
      reads += pairs.size();
      return pairs;
    }
  }

  /**
   * A request whose members each have one pair, with the name of the member as its value.
   *
   * @param whenRead runs before a member is read
   */
  private record PairsOfMembers(Runnable whenRead) implements RequestMembers {

    @Override
    public Optional<Object> value(String path) {
      whenRead.run();
      return Optional.of(path);
    }

    @Override
    public Optional<Object> given(String path) {
      return value(path);
    }

    @Override
    public Optional<String> text(String path) {
      return Optional.empty();
    }

    @Override
    public Map<String, Object> withoutBytes() {
      return Map.of();
    }

    @Override
    public List<Entry> entries(Object value) {
      return List.of(new Entry("Name", RequestMembers.textOf(value)));
    }
  }

  private static CallMembers of(RequestMembers request) {
    return new CallMembers(
        new InterceptedCall(
            PlannedOperation.all(KmsCatalogue.bundled()).get("Encrypt"),
            request,
            (Caller.AccountCaller) Caller.parse("arn:aws:iam::111122223333:user/alice"),
            "aws",
            "us-west-2",
            false,
            RequestContext.empty()));
  }

  @Test
  @DisplayName("80 tests against 10,000 pairs read each pair once")
  void values_manyTestsAndPairs_readsEachPairOnce() {
    CountedRequest request = new CountedRequest();
    for (int i = 0; i < PAIRS; i++) {
      request.pairs.add(new RequestMembers.Entry("Name-" + i, "v" + i));
    }
    CallMembers members = of(request);
    for (int test = 0; test < TESTS; test++) {
      assertThat(members.values(PAIR_VALUES, "name-" + test)).containsExactly("v" + test);
    }

    assertThat(members.entries(PAIR_VALUES)).hasSize(PAIRS);
    assertThat(request.reads).isEqualTo(PAIRS);
  }

  @Test
  @DisplayName("A log and an explanation read a call on threads of their own at the same time")
  void values_otherThreadReadsMeanwhile_areSeenByBoth() {
    AtomicReference<CallMembers> members = new AtomicReference<>();
    List<String> other = new CopyOnWriteArrayList<>();
    AtomicBoolean first = new AtomicBoolean(true);
    members.set(
        of(
            new PairsOfMembers(
                () -> {
                  if (first.getAndSet(false)) { // The other thread finishes within this read.
                    CompletableFuture.runAsync(
                            () -> other.addAll(members.get().values(pairsOf(DESTINATION), "name")))
                        .join();
                  }
                })));

    assertThat(members.get().values(pairsOf(SOURCE), "name")).containsExactly(SOURCE);
    assertThat(other).containsExactly(DESTINATION);
    assertThat(members.get().values(pairsOf(DESTINATION), "name")).containsExactly(DESTINATION);
  }

  @Test
  @DisplayName("3.2: names that differ in case only are one key with several values")
  void values_namesInOtherCase_areOneKey() {
    CountedRequest request = new CountedRequest();
    request.pairs.add(new RequestMembers.Entry("Tenant", "a"));
    request.pairs.add(new RequestMembers.Entry("tenant", "b"));

    assertThat(of(request).values(PAIR_VALUES, "tenant")).containsExactly("a", "b");
    assertThat(of(request).values(PAIR_VALUES, "other")).isEmpty();
  }
}
