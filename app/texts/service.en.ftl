# The words of venues where a service is chosen first: instead of the same texts of en.ftl.

any_resource = Anyone
button_choose_resource = 👤 Choose a person
button_other_place = 🔄 Someone else
button_my_day = 🪞 My day
-example = Saturday afternoon
