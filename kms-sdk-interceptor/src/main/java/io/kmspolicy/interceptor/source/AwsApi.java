package io.kmspolicy.interceptor.source;

/**
 * The APIs that live sources call, with their greatest rates. The rates are a fraction of the
 * smallest quotas that AWS has documented; IAM, STS and EC2 document no quotas of single APIs.
 */
enum AwsApi {
  DESCRIBE_KEY(20),
  GET_KEY_POLICY(10),
  LIST_GRANTS(20),
  LIST_ALIASES(10),
  LIST_KEYS(10),
  LIST_RESOURCE_TAGS(20),
  IAM(10),
  GET_CALLER_IDENTITY(10),
  DESCRIBE_VPC_ENDPOINTS(2);

  private final double perSecond;

  AwsApi(double perSecond) {
    this.perSecond = perSecond;
  }

  double perSecond() {
    return perSecond;
  }
}
