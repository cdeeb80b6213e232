using Microsoft.Extensions.Options;
using TrackVia.ApiAccess.Identifiers;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.DependencyInjection;

/// <summary>Checks the options' values. <see cref="ApiAccessRegistrationValidator"/> checks the required registrations.</summary>
internal sealed class ApiAccessOptionsValidator : IValidateOptions<ApiAccessOptions>
{
    public ValidateOptionsResult Validate(string? name, ApiAccessOptions options)
    {
        var failures = new List<string>();
        Check(nameof(options.MaxCommitAttempts), options.MaxCommitAttempts, 1, 1_000);
        Check(nameof(options.MaxStaleness), options.MaxStaleness, TimeSpan.FromMilliseconds(100), ApiAccessOptions.LongestMaxStaleness);
        if (options.MaxStaleness.Ticks % TimeSpan.TicksPerMillisecond != 0)
        {
            failures.Add($"{nameof(ApiAccessOptions)}.{nameof(options.MaxStaleness)} is {options.MaxStaleness}; set whole milliseconds.");
        }

        if (!HostIdentifier.IsValid(options.NodeName) || options.NodeName.Length > NodeId.MaxNameLength)
        {
            failures.Add($"{nameof(ApiAccessOptions)}.{nameof(options.NodeName)} is not a valid name of 1 to {NodeId.MaxNameLength} characters. {HostIdentifier.Rule}");
        }

        Check(nameof(options.TokenUsageFlushInterval), options.TokenUsageFlushInterval, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        Check(nameof(options.MaxCachedAccounts), options.MaxCachedAccounts, 2, 10_000_000);
        Check(nameof(options.MaxWaitingValidations), options.MaxWaitingValidations, 1, 100_000);
        Check(nameof(options.HostCallbackTimeout), options.HostCallbackTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1));
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);

        void Check<T>(string option, T value, T least, T most)
            where T : IComparable<T>
        {
            if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
            {
                failures.Add($"{nameof(ApiAccessOptions)}.{option} is {value}; set {least} to {most}.");
            }
        }
    }
}
