package io.kmspolicy.replay.text;

import io.kmspolicy.model.catalogue.KmsCatalogue;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Who called KMS, as the operation around an error says it.
 *
 * @param service the name of the service in {@code kms:ViaService}, such as {@code s3}; empty if
 *     the caller called KMS directly
 */
public record WrappingService(String service) {

  private static final WrappingService DIRECT = new WrappingService("");

  /** The services of operations whose names only they have. */
  private static final Map<String, String> OPERATIONS = operations();

  private static Map<String, String> operations() {
    Map<String, String> services = new TreeMap<>();
    put(services, "sns", "Publish PublishBatch");
    put(services, "sqs", "SendMessage SendMessageBatch ReceiveMessage");
    put(
        services,
        "s3",
        "GetObject HeadObject PutObject CopyObject UploadPart UploadPartCopy"
            + " CreateMultipartUpload CompleteMultipartUpload");
    put(
        services,
        "secretsmanager",
        "GetSecretValue PutSecretValue CreateSecret UpdateSecret RotateSecret");
    put(
        services,
        "ssm",
        "GetParameter GetParameters GetParametersByPath GetParameterHistory PutParameter");
    put(
        services,
        "ec2",
        "RunInstances StartInstances CreateVolume AttachVolume CopySnapshot CopyImage");
    put(services, "lambda", "CreateFunction UpdateFunctionConfiguration UpdateFunctionCode");
    put(
        services,
        "rds",
        "CreateDBInstance CopyDBSnapshot CopyDBClusterSnapshot CreateDBCluster"
            + " RestoreDBInstanceFromDBSnapshot RestoreDBClusterFromSnapshot");
    put(services, "dynamodb", "GetItem PutItem UpdateItem DeleteItem BatchGetItem BatchWriteItem");
    put(services, "elasticfilesystem", "CreateFileSystem");
    return Map.copyOf(services);
  }

  private static void put(Map<String, String> services, String service, String operations) {
    for (String operation : operations.split(" ")) {
      services.put(operation, service);
    }
  }

  /**
   * Who called, by the operation and the text around it; empty if they do not say. A service that
   * calls KMS with its own role, as Lambda does for environment variables, is none here.
   */
  static Optional<WrappingService> of(String operation, String plain) {
    if (plain.contains("unable to decrypt the environment variables")) {
      return Optional.of(new WrappingService("lambda"));
    }
    String service = OPERATIONS.get(operation);
    if (service != null) {
      return Optional.of(new WrappingService(service));
    }
    return KmsCatalogue.bundled().operation(operation).isPresent()
        ? Optional.of(DIRECT)
        : Optional.empty();
  }

  /** Whether the caller called KMS directly. */
  public boolean isDirect() {
    return service.isEmpty();
  }

  /** The value of {@code kms:ViaService} in a Region. */
  public String viaService(String region, String partition) {
    return service
        + "."
        + region
        + (partition.equals("aws-cn") ? ".amazonaws.com.cn" : ".amazonaws.com");
  }
}
