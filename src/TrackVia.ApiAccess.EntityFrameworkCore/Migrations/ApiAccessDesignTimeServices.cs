using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;

namespace TrackVia.ApiAccess.EntityFrameworkCore.Migrations;

/// <summary>
/// Puts the library's tables into the migrations that <c>dotnet ef</c> adds. The package's build targets announce this class in an attribute
/// of the host's assembly. It is not used at run time.
/// </summary>
internal sealed class ApiAccessDesignTimeServices : IDesignTimeServices
{
    // The tools add their own services only where there are none yet.
    public void ConfigureDesignTimeServices(IServiceCollection serviceCollection) => serviceCollection.AddTransient<IMigrationsModelDiffer>(services =>
    {
        var context = services.GetRequiredService<ICurrentDbContext>().Context;
        return new ApiAccessModelDiffer(context.GetService<IMigrationsModelDiffer>(), context);
    });
}
