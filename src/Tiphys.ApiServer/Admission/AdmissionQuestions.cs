using Tiphys.Api.Errors;
using Tiphys.Api.Resources;

namespace Tiphys.ApiServer.Admission;

/// <summary>What plugins ask of attributes, and how they refuse.</summary>
internal static class AdmissionQuestions
{
    extension(AdmissionAttributes attributes)
    {
        public bool IsCreate => attributes.Operation == AdmissionOperation.Create;

        public bool IsUpdate => attributes.Operation == AdmissionOperation.Update;

        public bool Is(GroupResource resource, string subresource = "") =>
            attributes.Subresource == subresource && attributes.Resource.Resource == resource.Resource && attributes.Resource.GroupVersion.Group == resource.Group;

        /// <summary>403 in the form of upstream's admission errors.</summary>
        public ApiException Forbidden(string message) => ApiException.Forbidden(attributes.Resource.GroupResource, attributes.Name, message);
    }
}
