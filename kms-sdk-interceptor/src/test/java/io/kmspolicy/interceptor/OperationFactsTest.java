package io.kmspolicy.interceptor;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.catalogue.CheckedResource;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.catalogue.KmsOperation;
import io.kmspolicy.model.catalogue.OperationCheck;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.kms.KmsAsyncClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.KmsRequest;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/** The catalogue and the SDK know the same operations and members. */
@Tag("newest-sdk") // The catalogue is ahead of older ones.
class OperationFactsTest {

  static Stream<KmsOperation> operations() {
    return KmsCatalogue.bundled().operations().stream();
  }

  @Test
  void catalogue_methodsOfTheClients_areTheOperations() {
    Set<String> known =
        operations().map(KmsOperation::clientMethod).collect(Collectors.toCollection(TreeSet::new));
    assertThat(callsOf(KmsClient.class)).isEqualTo(known);
    assertThat(callsOf(KmsAsyncClient.class)).isEqualTo(known);
  }

  /** The methods that take a request; a paginator repeats the operation that it is named for. */
  private static Set<String> callsOf(Class<?> client) {
    return Arrays.stream(client.getMethods())
        .filter(method -> method.getParameterCount() == 1)
        .filter(method -> KmsRequest.class.isAssignableFrom(method.getParameterTypes()[0]))
        .map(Method::getName)
        .filter(name -> !name.endsWith("Paginator"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @ParameterizedTest
  @MethodSource("operations")
  void catalogue_membersOfAnOperation_areInTheSdksRequest(KmsOperation operation) throws Exception {
    Set<String> members =
        operation.checks().stream()
            .flatMap(OperationFactsTest::membersOf)
            .collect(Collectors.toCollection(TreeSet::new));
    if (!operation.grantTokensMember().isEmpty()) {
      members.add(operation.grantTokensMember());
    }
    assertThat(members).allSatisfy(path -> assertThat(exists(path, request(operation))).isTrue());
  }

  private static Stream<String> membersOf(OperationCheck check) {
    Stream<String> context = check.context().stream().flatMap(entry -> entry.members().stream());
    Stream<String> region = Stream.of(check.regionMember()).filter(name -> !name.isEmpty());
    return Stream.of(context, region, membersOf(check.resource()), membersOf(check.occasion()))
        .flatMap(names -> names);
  }

  private static Stream<String> membersOf(CheckedResource resource) {
    if (resource instanceof CheckedResource.Key key) {
      return Stream.of(key.member());
    }
    if (resource instanceof CheckedResource.KeyBehindAlias alias) {
      return Stream.of(alias.member());
    }
    if (resource instanceof CheckedResource.Replica replica) {
      return Stream.of(replica.member(), replica.regionMember());
    }
    return resource instanceof CheckedResource.Alias alias
        ? Stream.of(alias.member())
        : Stream.empty();
  }

  private static Stream<String> membersOf(OperationCheck.Occasion occasion) {
    if (occasion instanceof OperationCheck.Occasion.Given given) {
      return Stream.of(given.member());
    }
    return occasion instanceof OperationCheck.Occasion.Equal equal
        ? Stream.of(equal.member())
        : Stream.empty();
  }

  private static SdkPojo request(KmsOperation operation) throws ReflectiveOperationException {
    Class<?> type =
        Class.forName("software.amazon.awssdk.services.kms.model." + operation.requestClass());
    Object builder = type.getMethod("builder").invoke(null);
    return (SdkPojo) ((SdkBuilder<?, ?>) builder).build();
  }

  private static boolean exists(String path, SdkPojo pojo) {
    List<String> names = List.of(path.split("\\.", 2));
    for (SdkField<?> field : pojo.sdkFields()) {
      if (field
          .memberName()
          .toLowerCase(Locale.ROOT)
          .equals(names.get(0).toLowerCase(Locale.ROOT))) {
        return names.size() == 1 || exists(names.get(1), field.constructor().get());
      }
    }
    return false;
  }

  @ParameterizedTest
  @MethodSource("operations")
  void beforeExecution_emptyRequestOfEachOperation_failsNowhere(KmsOperation operation)
      throws Exception {
    assertThat(Fixtures.asked((KmsRequest) request(operation))).hasSizeLessThan(4);
  }
}
